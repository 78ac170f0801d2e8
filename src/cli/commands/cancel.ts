/** `orchwits cancel`: ends an execution where it stands. */
import { Command } from "commander";

export function cancelCommand(): Command {
  return new Command("cancel")
    .description("Cancel an execution that has not ended. A step that runs is told, and nothing of it is taken.")
    .argument("<id>", "the execution, or as much of its id's beginning or end as tells it from others")
    .option("--json", "print an object")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits cancel 01a20eae-cf8b-7648-b9dc-386c0b3b85b3
  $ orchwits cancel 0b3b85b3

A cancelled execution can go on: orchwits resume <id>. Exits with 1 when it has ended already.`,
    )
    .action(async (id: string, options: { json?: true }) => {
      const { cancelOne } = await import("../operate/cancel-one.ts");
      process.exitCode = await cancelOne(id, options);
    });
}

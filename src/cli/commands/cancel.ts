/** `orchwits cancel`: ends an execution where it stands. */
import { Command } from "commander";
import type { Where } from "../operate/operated-home.ts";
import { addStackOptions } from "../stack/stack-options.ts";

export function cancelCommand(): Command {
  return addStackOptions(
    new Command("cancel")
      .description("Cancel an execution that has not ended. A step that runs is told, and nothing of it is taken.")
      .argument("<id>", "the execution, or as much of its id's beginning or end as tells it from others"),
  )
    .option("--json", "print an object")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits cancel 01a20eae-cf8b-7648-b9dc-386c0b3b85b3
  $ orchwits cancel 0b3b85b3
  $ orchwits cancel 0b3b85b3 --stack cafe

A cancelled execution can go on: orchwits resume <id>. Exits with 1 when it has ended already.`,
    )
    .action(async (id: string, options: Where & { json?: true }) => {
      const { cancelOne } = await import("../operate/cancel-one.ts");
      process.exitCode = await cancelOne(id, options);
    });
}

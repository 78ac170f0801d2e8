/** `orchwits logs`: what the functions of a stack logged about an execution. */
import { Command } from "commander";
import { exitNow } from "../exit-now.ts";
import type { LogsOptions } from "../stack/show-logs.ts";
import { addPlaceOptions } from "../stack/stack-options.ts";

export function logsCommand(): Command {
  return addPlaceOptions(
    new Command("logs")
      .description("Show what the functions of a stack logged about an execution, by time.")
      .argument("<id>", "the execution, or as much of its id's beginning or end as tells it from others")
      .requiredOption("--stack <name>", "the stack"),
  )
    .option("--step <step>", "only what one step logged")
    .option("--follow", "go on until interrupted")
    .option("--json", "print the lines as they were written: one object each")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits logs 0b3b85b3 --stack cafe
  $ orchwits logs 0b3b85b3 --stack cafe --step coffee --follow
  $ orchwits logs 0b3b85b3 --stack cafe --json | jq 'select(.level == "error")'

What steps print with console.log is shown, too. CloudWatch takes a few seconds.`,
    )
    .action(async (id: string, options: LogsOptions) => {
      const { showLogs } = await import("../stack/show-logs.ts");
      await exitNow(await showLogs(id, options));
    });
}

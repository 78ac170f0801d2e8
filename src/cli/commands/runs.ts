/** `orchwits runs`: lists executions. */
import { Command } from "commander";
import { choice, wholeNumber } from "../choice.ts";
import { conditions } from "../operate/condition.ts";
import type { RunsOptions } from "../operate/list-runs.ts";
import { addStackOptions } from "../stack/stack-options.ts";

export function runsCommand(): Command {
  return addStackOptions(new Command("runs").description("List executions, newest first: where each stands, and how long it took."))
    .addOption(choice("--status <status>", "only those that are so", conditions))
    .option("--pipeline <class>", "only those of one pipeline")
    .option("--limit <n>", "at most so many", wholeNumber(1), 20)
    .option("--json", "print a list of objects")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits runs
  $ orchwits runs --status failed --pipeline Orders
  $ orchwits runs --stack cafe --status failed
  $ orchwits runs --json | jq -r '.[] | select(.status == "interrupted").execution'

queued: nobody has begun it. running: a process or function works on it. waiting: for a time.
recovering (in a stack): its function has died, and AWS tries again by itself.
interrupted: whoever worked on it has stopped; 'orchwits resume <id>' goes on.`,
    )
    .action(async (options: RunsOptions) => {
      const { listRuns } = await import("../operate/list-runs.ts");
      process.exitCode = await listRuns(options);
    });
}

/** `orchwits clean`: forgets what ended long ago. */
import { Command, InvalidArgumentError } from "commander";
import { type Duration, parseDuration } from "../../model/duration.ts";
import type { CleanOptions } from "../operate/clean-home.ts";

export function cleanCommand(): Command {
  return new Command("clean")
    .description("Remove executions that ended long ago, and the values that were stored for them alone.")
    .requiredOption("--older-than <duration>", "how long ago they ended at least, such as 12h or 7d", parseAge)
    .option("--dry-run", "say what would be removed, and remove nothing")
    .option("--json", "print an object")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits clean --older-than 7d --dry-run
  $ orchwits clean --older-than 30d

What has not ended stays. Failed and cancelled executions can't be resumed any more once they are removed.`,
    )
    .action(async (options: CleanOptions) => {
      const { cleanHome } = await import("../operate/clean-home.ts");
      process.exitCode = await cleanHome(options);
    });
}

/** Like any duration, but as long as one likes. */
function parseAge(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  if (!match) throw new InvalidArgumentError(`Write a number and a unit (ms, s, m, h, d), such as 12h or 7d.`);
  return Number(match[1]) * parseDuration(`1${match[2]}` as Duration);
}

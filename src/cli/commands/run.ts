/** `orchwits run`: checks a pipeline, then runs it in this process, with a journal that outlives it. */
import { Command, Option } from "commander";
import { wholeNumber } from "../choice.ts";
import { exitNow } from "../exit-now.ts";
import type { RunCommandOptions } from "../run/run-options.ts";
import { parseTarget, type Target } from "../target.ts";

export function runCommand(): Command {
  return new Command("run")
    .description("Check a pipeline, then run it here: each step as it starts and ends, and the result on stdout.")
    .argument("<file[#Class]>", "the source, and the class where it holds several pipelines", parseTarget)
    .option("--input <json>", "the state to begin with: JSON, @file, or - for stdin")
    .option("--from <step>", "begin at this step instead of start")
    .option("--max-hops <n>", "fail after this many steps (default: 1000)", wholeNumber(1))
    .addOption(new Option("--volatile", "keep nothing: no journal, no way to resume").conflicts("detach"))
    .option("--detach", "start it for 'orchwits work', print its id, and return")
    .option("--json", "print one event a line on stdout, and nothing else there")
    .option("--no-check", "run without checking first")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits run pipeline.ts --input '{"choice": "c"}'
  $ orchwits run pipeline.ts --input @order.json > result.json
  $ curl -s https://example.com/order | orchwits run 'pipelines.ts#Orders' --input -
  $ orchwits run pipeline.ts --from coffee --input '{"beans": 12}'
  $ orchwits run pipeline.ts --json | jq 'select(.type == "step-ended")'

What start needs and the input lacks is asked for on a terminal, and is an error elsewhere.
Each step is recorded in .orchwits, beside the nearest package.json. Whatever ends the run before its end,
Ctrl-C, a crash, a failing step: 'orchwits resume <id>' goes on from there.
Exits with 1 when the check finds an error or the run fails, and with 130 when interrupted.`,
    )
    .action(async (target: Target, options: RunCommandOptions) => {
      const { runTarget } = await import("../run/run-target.ts");
      // What steps leave behind, such as timers, ends with the run, as it does on Lambda.
      await exitNow(await runTarget(target, options));
    });
}

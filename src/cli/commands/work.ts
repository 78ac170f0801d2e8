/** `orchwits work`: works on executions that were started elsewhere. */
import { Command } from "commander";
import { wholeNumber } from "../choice.ts";
import { exitNow } from "../exit-now.ts";
import type { WorkOptions } from "../operate/work-loop.ts";

export function workCommand(): Command {
  return new Command("work")
    .description("Work on executions that were detached, wait for a time, or were interrupted, until Ctrl-C.")
    .option("--concurrency <n>", "work on so many at once", wholeNumber(1), 10)
    .option("--until-done", "end when nothing is left, not even something that waits")
    .option("--max-hops <n>", "let an execution fail after this many steps (default: 1000)", wholeNumber(1))
    .option("--json", "print one event a line on stdout, and nothing else there")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits run pipeline.ts --detach --input '{"choice": "c"}'
  $ orchwits work
  $ orchwits work --concurrency 2 --until-done

Several of them can share a folder. Ctrl-C lets the steps that run end; a second one stops at once, and what they
did not finish begins anew. Sources are loaded once: start it again when they have changed.`,
    )
    .action(async (options: WorkOptions) => {
      const { workLoop } = await import("../operate/work-loop.ts");
      await exitNow(await workLoop(options));
    });
}

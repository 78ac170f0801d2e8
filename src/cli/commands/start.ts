/** `orchwits start`: starts an execution in a stack on AWS, or here, for `orchwits work`. */
import { Command } from "commander";
import { exitNow } from "../exit-now.ts";
import type { Where } from "../operate/operated-home.ts";
import { addStackOptions, refuseStrayPlace } from "../stack/stack-options.ts";
import { parseTarget, type Target } from "../target.ts";
import { UsageError } from "../usage-error.ts";

interface StartOptions extends Where {
  readonly input?: string;
  readonly id?: string;
  readonly json?: true;
}

export function startCommand(): Command {
  return addStackOptions(
    new Command("start")
      .description("Start an execution, print its id, and return.")
      .argument("[file[#Class]]", "the source, where it is started here", parseTarget),
  )
    .option("--input <json>", "the state to begin with: JSON, @file, or - for stdin")
    .option("--id <id>", "the execution's id in a stack: starting twice with one id starts once")
    .option("--json", "print an object")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits start --stack cafe --input '{"choice": "c"}'
  $ orchwits start --stack orders --input @order.json --id order-4711
  $ orchwits start pipeline.ts --input '{"choice": "c"}'    the same as: orchwits run --detach

In a stack, its functions run it, and 'orchwits show <id> --stack <name>' says how it goes.
Exits with 2 when the pipeline does not take the input; nothing is started then.`,
    )
    .action(async (target: Target | undefined, options: StartOptions) => {
      await exitNow(await start(target, options));
    });
}

async function start(target: Target | undefined, options: StartOptions): Promise<number> {
  const { stack, id } = options;
  if (stack !== undefined) {
    if (target) throw new UsageError(`A stack runs what was deployed to it, so no file is needed: leave '${target.file}' out, or --stack.`);
    const { startOnStack } = await import("../stack/start-on-stack.ts");
    return startOnStack({ ...options, stack });
  }
  if (!target) throw new UsageError("What is to be started? Name a stack, --stack <name>, or a source file to start here.");
  refuseStrayPlace(options);
  if (id !== undefined) throw new UsageError("--id is for executions in a stack. Name the stack: --stack <name>");
  const { runTarget } = await import("../run/run-target.ts");
  return runTarget(target, { ...options, detach: true, check: true });
}

/** `orchwits dev`: a pipeline as it will be on AWS, on this machine. */
import { Command, InvalidArgumentError } from "commander";
import type { DevOptions } from "../dev/dev-options.ts";
import { exitNow } from "../exit-now.ts";
import { collectParameter } from "../parameter.ts";
import { parseTarget, type Target } from "../target.ts";

export function devCommand(): Command {
  return new Command("dev")
    .description("Run a pipeline on a local AWS: the bundles, the template and the permissions that would be deployed.")
    .argument("<file[#Class]>", "the source, and the class where it holds several pipelines", parseTarget)
    .option("--port <n>", "where the local AWS listens, 0 for any port that is free", port, 4566)
    .option("--stack <name>", "what the stack is called (default: what the class says, else its name)")
    .option("--parameter <name=value>", "a value for a parameter of the template; can be given several times", collectParameter)
    .option("--external <package...>", "packages to leave out of the bundles, because a layer provides them")
    .option("--verbose", "show what Lambda itself logs around each invocation")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits dev pipeline.ts
  $ orchwits dev 'pipelines.ts#Cafe' --stack cafe-test --port 0
  $ orchwits dev pipeline.ts --parameter Bucket=uploads

It says how to call what it serves: with the AWS CLI, any SDK, and orchwits itself. When a source changes, it builds
again and says what has changed: executions that run go on, and each step that begins after that is the new one. Errors
keep the old ones. A function may do here what its policies in the template allow, so that a missing permission shows
here. Everything is in memory, and gone with Ctrl-C.`,
    )
    .action(async (target: Target, options: DevOptions) => {
      const { runDev } = await import("../dev/run-dev.ts");
      // What functions leave behind ends with it.
      await exitNow(await runDev(target, options));
    });
}

function port(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw new InvalidArgumentError("It must be a port: a whole number, 0 to 65535.");
}

/** `orchwits deploy`: brings a pipeline to AWS as a stack. */
import { Command } from "commander";
import type { DeployOptions } from "../deploy/deploy-options.ts";
import { exitNow } from "../exit-now.ts";
import { collectParameter } from "../parameter.ts";
import { addPlaceOptions } from "../stack/stack-options.ts";
import { parseTarget, type Target } from "../target.ts";

export function deployCommand(): Command {
  return addPlaceOptions(
    new Command("deploy")
      .description("Check, build and deploy a pipeline as a stack of Lambda functions, after showing what changes.")
      .argument("<file[#Class]>", "the source, and the class where it holds several pipelines", parseTarget)
      .option("--stack <name>", "the stack (default: the name in the class's stack options)"),
  )
    .option("--bucket <name>", "where to upload to (default: orchwits-artifacts-<account>-<region>, made if absent)")
    .option("--parameter <name=value>", "a value for a parameter of the template; can be given several times", collectParameter)
    .option("--external <package...>", "packages to leave out of the bundles, because a layer provides them")
    .option("--diff", "show what would change, and change nothing")
    .option("-y, --yes", "don't ask")
    .option("--json", "print an object on stdout at the end, and nothing else there")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits deploy pipeline.ts --stack cafe
  $ orchwits deploy pipeline.ts --stack cafe --diff
  $ orchwits deploy 'pipelines.ts#Orders' --stack orders --region eu-west-1 --profile work
  $ orchwits deploy pipeline.ts --stack cafe --parameter SubnetId=subnet-0a1b --yes --json

What is uploaded is named by its content, so that only what changed is sent. Parameters that are not given
keep their values. A deployment that fails is rolled back: the stack is then as it was.
Exits with 1 when the check finds an error or the deployment fails, and with 2 where nobody can be asked.`,
    )
    .action(async (target: Target, options: DeployOptions) => {
      const { deployTarget } = await import("../deploy/deploy-target.ts");
      await exitNow(await deployTarget(target, options));
    });
}

/** `orchwits template`: writes the CloudFormation template of a pipeline's stack. */
import { Command } from "commander";
import { parseTarget, type Target } from "../target.ts";
import type { TemplateCommandOptions } from "../template/write-template.ts";

export function templateCommand(): Command {
  return new Command("template")
    .description("Write the template of a pipeline's stack: SAM, for CloudFormation, with the permissions that each step needs.")
    .argument("<file[#Class]>", "the source, and the class where it holds several pipelines", parseTarget)
    .option("-o, --output <file>", "write to a file instead of stdout")
    .option("--stack <name>", "the stack's name, to check what functions will be called (default: that in the class's stack options)")
    .option("--code <folder>", "where 'orchwits build' puts the functions' code", ".orchwits/build")
    .option("--json", "write JSON, without comments, instead of YAML")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits template pipeline.ts                        read it
  $ orchwits template pipeline.ts -o template.yaml       keep it beside the source, and see what a change changes
  $ orchwits template 'pipelines.ts#Cafe' --stack cafe-test --json

The template is checked against what AWS takes. 'orchwits deploy' makes its own, and needs no file.
To deploy with other tools: orchwits build pipeline.ts, then sam deploy --template-file template.yaml.`,
    )
    .action(async (target: Target, options: TemplateCommandOptions) => {
      const { writeTemplate } = await import("../template/write-template.ts");
      process.exitCode = await writeTemplate(target, options);
    });
}

/** `orchwits init`: begins a small project that passes its check, its tests and its run. */
import { Command } from "commander";
import { quote } from "../quote.ts";

export function initCommand(): Command {
  return new Command("init")
    .description("Begin a small project: a pipeline, its test, and scripts to check, test, draw and run it.")
    .argument("[dir]", "the folder, which must not hold anything yet", ".")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits init my-project
  $ mkdir my-project && cd my-project && npx orchwits init`,
    )
    .action(async (folder: string) => {
      const { createProject } = await import("../create-project.ts");
      const { files, folder: created } = createProject(folder);
      const enter = created === process.cwd() ? "" : `cd ${quote(folder)} && `;
      process.stdout.write(
        `Created ${files.length} files in ${created}: ${files.join(", ")}\n\nNext:\n  ${enter}npm install\n  npm run check\n  npm test\n  npm start\n`,
      );
    });
}

/** `orchwits destroy`: deletes a stack. */
import { Command, Option } from "commander";
import type { DestroyOptions } from "../deploy/destroy-stack.ts";
import { exitNow } from "../exit-now.ts";
import { addPlaceOptions } from "../stack/stack-options.ts";

export function destroyCommand(): Command {
  return addPlaceOptions(
    new Command("destroy")
      .description("Delete a stack, after showing what is lost: its functions, its journal and, if wanted, its stored values.")
      .requiredOption("--stack <name>", "the stack"),
  )
    .option("--delete-data", "delete the bucket with large values, too")
    .addOption(new Option("--keep-data", "leave that bucket in the account (the default)").conflicts("deleteData"))
    .option("-y, --yes", "don't ask")
    .option("--json", "print an object on stdout at the end, and nothing else there")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits destroy --stack cafe
  $ orchwits destroy --stack cafe --delete-data --yes

The journal goes with the stack; AWS keeps a backup of its table for 35 days. Executions that have not ended
never will. Exits with 1 when something can't be deleted, and with 2 where nobody can be asked.`,
    )
    .action(async (options: DestroyOptions) => {
      const { destroyStack } = await import("../deploy/destroy-stack.ts");
      await exitNow(await destroyStack(options));
    });
}

/** `orchwits show`: an execution in detail. */
import { Command } from "commander";
import { wholeNumber } from "../choice.ts";
import type { ShowOptions } from "../operate/show-execution.ts";
import { addStackOptions } from "../stack/stack-options.ts";

export function showCommand(): Command {
  return addStackOptions(
    new Command("show")
      .description("Show an execution: each step, how long it took, what it changed in the state, and what went wrong.")
      .argument("<id>", "the execution, or as much of its id's beginning or end as tells it from others"),
  )
    .option("--state <hop>", "print the whole state that this hop began with, and nothing else", wholeNumber(0))
    .option("--json", "print an object")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits show 01a20eae-cf8b-7648-b9dc-386c0b3b85b3
  $ orchwits show 0b3b85b3
  $ orchwits show 0b3b85b3 --stack cafe
  $ orchwits show 0b3b85b3 --state 4 > state.json
  $ orchwits show 0b3b85b3 --json | jq '.hops[] | select(.status == "failed").error'

Hops are the numbers in front of the steps. A state is rebuilt from what each step changed; in a pipe, it is
printed as the very bytes of JSON that the step was given.`,
    )
    .action(async (id: string, options: ShowOptions) => {
      const { showExecution } = await import("../operate/show-execution.ts");
      process.exitCode = await showExecution(id, options);
    });
}

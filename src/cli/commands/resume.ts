/** `orchwits resume`: lets an execution go on. */
import { Command } from "commander";
import { wholeNumber } from "../choice.ts";
import { exitNow } from "../exit-now.ts";
import type { ResumeOptions } from "../operate/resume-run.ts";
import { addStackOptions, refuseStrayPlace } from "../stack/stack-options.ts";

export function resumeCommand(): Command {
  return addStackOptions(
    new Command("resume")
      .description("Let an execution go on that failed, was cancelled or was interrupted: from there or from an earlier step.")
      .argument("<id>", "the execution, or as much of its id's beginning or end as tells it from others"),
  )
    .option("--from <hop>", "run again from this hop, or from the last one of a step's name")
    .option("--set <key=json>", "set a key of the state; can be given several times", collect)
    .option("--drop <key>", "remove a key from the state; can be given several times", collect)
    .option("--input <json>", "another state instead: JSON, @file, or - for stdin")
    .option("--max-hops <n>", "fail after this many more steps (default: 1000)", wholeNumber(1))
    .option("--force", "go on even if the source does not check or the state does not fit")
    .option("--json", "print one event a line on stdout, and nothing else there")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits resume 01a20eae-cf8b-7648-b9dc-386c0b3b85b3
  $ orchwits resume 0b3b85b3 --set beans=12 --drop milk
  $ orchwits resume 0b3b85b3 --from coffee
  $ orchwits resume 0b3b85b3 --from 4 --input @state.json
  $ orchwits resume 0b3b85b3 --stack cafe --set beans=12

In a stack, it goes on there, with what is deployed now. Here, its steps run from your source as it is now. Where that
has changed, it is checked first, and that the state fits it. 'orchwits show <id>' lists the hops, 'orchwits show <id>
--state <hop>' their states.`,
    )
    .action(async (id: string, options: ResumeOptions) => {
      if (options.stack !== undefined) {
        const { resumeOnStack } = await import("../stack/resume-on-stack.ts");
        process.exitCode = await resumeOnStack(id, options);
        return;
      }
      refuseStrayPlace(options);
      const { resumeRun } = await import("../operate/resume-run.ts");
      await exitNow(await resumeRun(id, options));
    });
}

function collect(word: string, words: readonly string[] = []): readonly string[] {
  return [...words, word];
}

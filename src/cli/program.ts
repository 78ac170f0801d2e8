/** The command line: which commands there are, and what becomes of what they throw. */
import { writeSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { buildCommand } from "./commands/build.ts";
import { cancelCommand } from "./commands/cancel.ts";
import { checkCommand } from "./commands/check.ts";
import { cleanCommand } from "./commands/clean.ts";
import { deployCommand } from "./commands/deploy.ts";
import { destroyCommand } from "./commands/destroy.ts";
import { devCommand } from "./commands/dev.ts";
import { graphCommand } from "./commands/graph.ts";
import { initCommand } from "./commands/init.ts";
import { logsCommand } from "./commands/logs.ts";
import { resumeCommand } from "./commands/resume.ts";
import { runCommand } from "./commands/run.ts";
import { runsCommand } from "./commands/runs.ts";
import { showCommand } from "./commands/show.ts";
import { startCommand } from "./commands/start.ts";
import { templateCommand } from "./commands/template.ts";
import { workCommand } from "./commands/work.ts";
import { exitCodes } from "./exit-codes.ts";
import { Interrupted } from "./interrupted.ts";
import { describeLackingPackage } from "./lacking-package.ts";
import { readManifest } from "./manifest.ts";
import { removeTemporaryFolders } from "./temporary-folder.ts";
import { UsageError } from "./usage-error.ts";

/** Runs one command line, sets the process's exit code, and never rejects. */
export async function runProgram(words: readonly string[]): Promise<void> {
  // `orchwits graph … | head` is no fault: when nobody reads any more, there is nothing left to say.
  process.stdout.on("error", leave);
  process.stderr.on("error", leave);
  try {
    const program = createProgram();
    if (words.length === 0) program.help({ error: true });
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    process.exitCode = report(error);
  }
}

function createProgram(): Command {
  const program = new Command("orchwits")
    .description("Checks, draws, runs, deploys and operates pipelines: classes whose decorated methods are steps.")
    .version(readManifest().version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits init my-project                   begin a project
  $ orchwits check pipeline.ts                 find what a step would miss
  $ orchwits graph pipeline.ts -o cafe.svg     draw the picture
  $ orchwits run pipeline.ts --input '{"choice": "c"}'
  $ orchwits runs                              list what ran, and what can go on
  $ orchwits deploy pipeline.ts --stack cafe   bring it to AWS; --stack then works there

Exit codes: 0 clean, 1 findings or failed run, 2 wrong usage, 3 a fault of orchwits itself or of what it
stores, 130 interrupted.`,
    );
  const commands = [checkCommand(), graphCommand(), runCommand(), runsCommand(), showCommand(), resumeCommand(), cancelCommand()];
  const onAws = [buildCommand(), devCommand(), templateCommand(), deployCommand(), destroyCommand(), startCommand(), logsCommand()];
  for (const command of [...commands, workCommand(), cleanCommand(), ...onAws, initCommand()]) program.addCommand(command);
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .allowExcessArguments(false)
      .showHelpAfterError(`(orchwits ${command === program ? "" : `${command.name()} `}--help says more)`);
  }
  return program;
}

function report(error: unknown): number {
  // Commander has already printed its message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.clean : exitCodes.usage;
  if (error instanceof Interrupted) return exitCodes.interrupted;
  if (error instanceof UsageError) {
    process.stderr.write(`error: ${error.message}\n`);
    return exitCodes.usage;
  }
  if ((error as NodeJS.ErrnoException).syscall === "uv_cwd") {
    process.stderr.write("error: The folder that this was called in is gone. Go to one that is there.\n");
    return exitCodes.usage;
  }
  const fault = ownFault(error);
  if (fault) {
    process.stderr.write(`error: ${fault.message}\n`);
    return fault.code;
  }
  const lacking = describeLackingPackage(error);
  if (lacking) {
    process.stderr.write(`error: ${lacking}\n`);
    return exitCodes.usage;
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  process.stderr.write(`orchwits failed, and that is its own fault: ${text}\n`);
  process.stderr.write(
    process.env.ORCHWITS_DEBUG === "1"
      ? `${error instanceof Error ? error.stack : ""}\n`
      : "Please report it with the command that you ran. ORCHWITS_DEBUG=1 prints where it happened.\n",
  );
  return exitCodes.internal;
}

/** Errors that Orchwits raises say what to do. Told by what they look like: to import their classes is to load the engine. */
function ownFault(error: unknown): { readonly message: string; readonly code: number } | undefined {
  if (!(error instanceof Error && "origin" in error)) return undefined;
  const { name, origin, message } = error;
  if (origin === "system") return { message, code: exitCodes.internal };
  return { message, code: origin === "caller" && name !== "ExecutionConflict" ? exitCodes.usage : exitCodes.findings };
}

function leave({ code, message }: NodeJS.ErrnoException): never {
  // A run that nobody reads may end in the middle.
  process.removeAllListeners("exit");
  removeTemporaryFolders();
  if (code === "EPIPE") process.exit();
  // Not through the stream, which may be the one that can't be written.
  try {
    writeSync(2, `error: The output can't be written: ${message}\n`);
  } catch {}
  process.exit(exitCodes.usage);
}

/** A failed run for people: what was thrown and where, the state that the step had, and how to go on from there. */
import { displayPath } from "../../diagnostics/locate.ts";
import { type Paint, plain } from "../../diagnostics/paint.ts";
import { frame } from "../../diagnostics/reporters/frame.ts";
import { type OrchwitsError, StepFailed, StepTimedOut, type Whereabouts } from "../../engine/errors.ts";
import { nameOfTarget, type Target } from "../target.ts";
import { rerunCommand } from "./rerun-command.ts";
import type { RunCommandOptions } from "./run-options.ts";
import { shorten } from "./shorten.ts";
import { showError, throwSite } from "./user-stack.ts";

const stateLength = 1_500;
/** What a message says to callers of `run`; here, a command says it. */
const libraryAdvice = / run\([^()]*error\.state[^()]*\) goes on from there\.$/;

interface Context {
  readonly target: Target;
  readonly options: RunCommandOptions;
  readonly paint: Paint;
  /** The name of the class. */
  readonly pipeline: string;
}

/** The text for stderr. */
export async function showFailure(error: OrchwitsError, { target, options, paint, pipeline }: Context): Promise<string> {
  const cwd = process.cwd();
  const blocks = [`${paint(["bold", "red"], "error:")} ${headlineOf(error)}`];
  if (error.cause !== undefined) {
    const site = throwSite(error.cause);
    const picture = site && frame(site.source, pointAt(site, displayPath(site.file, cwd)), { colour: paint !== plain, context: 1 });
    blocks.push(showError(error.cause, cwd, pipeline), ...(picture ? [picture] : []));
  }
  if (isExecutionError(error)) {
    const { command, savedTo } = rerunCommand({
      target: nameOfTarget(target),
      step: error.step,
      state: error.state,
      execution: error.execution,
      options: optionsOf(options),
    });
    blocks.push(
      `${paint("bold", `'${error.step}' had this state:`)}${savedTo ? ` (saved whole to ${savedTo})` : ""}\n  ${shorten(error.state, stateLength)}`,
    );
    blocks.push(`${paint("bold", "Run again from there:")}\n  ${command}`);
  }
  return `\n${blocks.join("\n\n")}\n`;
}

/** Where the user's own error follows, its message need not be told twice. */
function headlineOf(error: OrchwitsError): string {
  if (!(error instanceof StepFailed) || error.cause === undefined || error instanceof StepTimedOut)
    return error.message.replace(libraryAdvice, "");
  return `Step '${error.step}' failed${error.attempt > 1 ? ` after ${error.attempt} attempts` : ""}.`;
}

function pointAt({ line, column }: { line: number; column: number }, file: string) {
  return { file, line, column, endLine: line, endColumn: column };
}

function isExecutionError(error: OrchwitsError): error is OrchwitsError & Whereabouts {
  return "state" in error && "step" in error;
}

function optionsOf({ maxHops, json, check }: RunCommandOptions): string[] {
  return [...(maxHops === undefined ? [] : ["--max-hops", String(maxHops)]), ...(json ? ["--json"] : []), ...(check ? [] : ["--no-check"])];
}

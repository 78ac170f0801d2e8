/** A failed run for people: what was thrown and where, the state that the step had, and how to go on from there. */
import { displayPath } from "../../diagnostics/locate.ts";
import { type Paint, plain } from "../../diagnostics/paint.ts";
import { frame } from "../../diagnostics/reporters/frame.ts";
import { Cancelled, type OrchwitsError, StepFailed, StepTimedOut, type Whereabouts } from "../../engine/errors.ts";
import { nameOfTarget, type Target } from "../target.ts";
import { rerunCommand } from "./rerun-command.ts";
import type { RunCommandOptions } from "./run-options.ts";
import { shorten } from "./shorten.ts";
import { showError, throwSite } from "./user-stack.ts";

const stateLength = 1_500;
const savedStateLength = 300;
/** What a message says to callers of `run`; here, a command says it. */
const libraryAdvice = / (?:run\([^()]*error\.state[^()]*\)|orchwits resume \S+(?: --stack \S+)?) goes on from there\.$/;

/** How a failed run goes on. */
export interface WayOn {
  /** What to do, and the command for it. */
  readonly text: string;
  /** Where the state is whole, for people, where it is too large to be shown. */
  readonly whole?: string;
}

interface Context {
  readonly paint: Paint;
  /** The name of the class. */
  readonly pipeline: string;
  readonly wayOn: (error: OrchwitsError & Whereabouts) => WayOn;
}

/** The text for stderr. */
export function showFailure(error: OrchwitsError, { paint, pipeline, wayOn }: Context): string {
  const cancelled = error instanceof Cancelled;
  const blocks = [cancelled ? paint("bold", headlineOf(error)) : `${paint(["bold", "red"], "error:")} ${headlineOf(error)}`];
  if (error.cause !== undefined && !cancelled) blocks.push(...showCause(error.cause, pipeline, paint));
  if (isExecutionError(error)) {
    const { step, state } = error;
    const { text, whole } = wayOn(error);
    const where = whole === undefined ? "" : ` (${whole})`;
    blocks.push(
      `${paint("bold", `'${step}' had this state:`)}${where}\n  ${shorten(state, whole === undefined ? stateLength : savedStateLength)}`,
    );
    blocks.push(text);
  }
  return `\n${blocks.join("\n\n")}\n`;
}

/** Running again from where it failed: the way on from a run that left no journal. */
export function runAgain(error: Whereabouts, target: Target, options: RunCommandOptions, paint: Paint): WayOn {
  const { step, state, execution } = error;
  const { command, savedTo } = rerunCommand({ target: nameOfTarget(target), step, state, execution, options: optionsOf(options) });
  return {
    text: `${paint("bold", "Run again from there:")}\n  ${command}`,
    ...(savedTo !== undefined && { whole: `saved whole to ${savedTo}` }),
  };
}

/** The text for stderr when the process ends in the middle of a step, which nothing can follow any more. */
export function showAccident(what: string, thrown: { readonly error: unknown } | undefined, pipeline: string, paint: Paint): string {
  const blocks = [`${paint(["bold", "red"], "error:")} ${what}`, ...(thrown ? showCause(thrown.error, pipeline, paint) : [])];
  return `\n${blocks.join("\n\n")}\n`;
}

function showCause(cause: unknown, pipeline: string, paint: Paint): string[] {
  const cwd = process.cwd();
  const site = throwSite(cause);
  const picture = site && frame(site.source, pointAt(site, displayPath(site.file, cwd)), { colour: paint !== plain, context: 1 });
  return [showError(cause, cwd, pipeline), ...(picture ? [picture] : [])];
}

/** Where the user's own error follows, its message need not be told twice. */
function headlineOf(error: OrchwitsError): string {
  const toldBelow = error instanceof StepFailed && error.cause !== undefined && !(error instanceof StepTimedOut);
  if (!toldBelow) return error.message.replace(libraryAdvice, "");
  return `Step '${error.step}' failed${error.attempt > 1 ? ` after ${error.attempt} attempts` : ""}.`;
}

function pointAt({ line, column }: { line: number; column: number }, file: string) {
  return { file, line, column, endLine: line, endColumn: column };
}

function isExecutionError(error: OrchwitsError): error is OrchwitsError & Whereabouts {
  return "state" in error && "step" in error;
}

function optionsOf({ maxHops, json, check, volatile }: RunCommandOptions): string[] {
  return [
    ...(volatile ? ["--volatile"] : []),
    ...(maxHops === undefined ? [] : ["--max-hops", String(maxHops)]),
    ...(json ? ["--json"] : []),
    ...(check ? [] : ["--no-check"]),
  ];
}

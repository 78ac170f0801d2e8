/** `orchwits resume`: lets an execution go on from where it failed, was cancelled or was interrupted. */
import { check } from "../../analyzer/check.ts";
import { paintFor } from "../../diagnostics/paint.ts";
import { ExecutionConflict } from "../../engine/errors.ts";
import { makeFlowTable } from "../../engine/flow-table.ts";
import type { ExecutionRow } from "../../engine/journal.ts";
import { resumeExecution } from "../../engine/resume-execution.ts";
import type { LocalHome } from "../../local/local-home.ts";
import { exitCodes } from "../exit-codes.ts";
import { printReport } from "../print-report.ts";
import { reportOf } from "../report-of.ts";
import { examineInput } from "../run/examine-input.ts";
import { LoadFailed, loadPipeline } from "../run/load-pipeline.ts";
import { commandLine } from "../run/rerun-command.ts";
import { showError } from "../run/user-stack.ts";
import { UsageError } from "../usage-error.ts";
import { findMisfits } from "./check-fit.ts";
import { resumedEvent } from "./drive.ts";
import { findExecution } from "./find-execution.ts";
import { formatTime } from "./format-time.ts";
import { withHome } from "./home.ts";
import { toLoaded } from "./loaded-pipeline.ts";
import { operateLocally } from "./open-operated-home.ts";
import { readCondition, type Where } from "./operated-home.ts";
import { type Change, type ChangeWords, changesAnything, readChange } from "./read-change.ts";
import { readSource, type Source } from "./read-source.ts";
import { findResumePoint, type ResumePoint } from "./resume-point.ts";
import { runVisibly } from "./run-visibly.ts";

export interface ResumeOptions extends ChangeWords, Where {
  readonly from?: string;
  readonly force?: true;
  readonly maxHops?: number;
  readonly json?: true;
}

/** Resumes and returns the exit code. */
export function resumeRun(word: string, options: ResumeOptions): Promise<number> {
  return withHome(async (home) => {
    const row = await findExecution(operateLocally(home), word);
    await refuseUnresumable(home, row, options);
    const point = await findResumePoint(home.journal, row, options.from);
    const source = readSource(home, row.source);
    const change = readChange(options, point.state, point.step, source.graph);
    if (!(await isSound(row, source, point, change, options))) return exitCodes.findings;
    const { target, graph, reading } = source;
    try {
      const loaded = toLoaded(await loadPipeline(target.file, target.className, reading.configFile), graph);
      const hop = await letGoOn(home, row, point, change, options);
      const { set } = change;
      const dropped = Object.keys(point.state).filter((key) => !Object.hasOwn(change.after, key));
      const begin = await resumedEvent(
        home,
        { execution: row.execution, pipeline: row.pipeline, step: point.step, hop },
        { state: point.state, set: { ...change.state, ...set }, dropped },
      );
      const { maxHops, json } = options;
      return await runVisibly({ home, loaded, execution: row.execution, begin, maxHops, json, alone: true });
    } catch (error) {
      if (!(error instanceof LoadFailed)) throw error;
      const cause = error.cause === undefined ? "" : `\n${showError(error.cause, process.cwd())}\n`;
      process.stderr.write(`error: ${error.message}\n${cause}`);
      return exitCodes.findings;
    }
  });
}

async function refuseUnresumable(home: LocalHome, row: ExecutionRow, options: ResumeOptions): Promise<void> {
  const { execution } = row;
  const { name, owner, until } = await readCondition(operateLocally(home), row);
  if (name === "completed") {
    throw new ExecutionConflict(
      `Execution ${execution} has completed, so there is nothing to resume. See it: ${commandLine(["show", execution])}`,
    );
  }
  if (owner !== undefined) {
    const show = commandLine(["show", execution]);
    throw new ExecutionConflict(`Execution ${execution} is being run by ${owner}, so it can't be resumed. See how it goes: ${show}`);
  }
  // What is changed does not wait any more.
  const waits = until !== undefined && options.from === undefined && !changesAnything(options);
  if (waits) process.stderr.write(`It waits until ${formatTime(until)}. Ctrl-C leaves it to: ${commandLine(["work"])}\n`);
}

/** Says what has changed, and checks that the state fits what there is now. False when something keeps it from going on, which was printed. */
async function isSound(
  row: ExecutionRow,
  { graph, reading, target }: Source,
  { step }: ResumePoint,
  { after, set, state }: Change,
  { force }: ResumeOptions,
): Promise<boolean> {
  const cwd = process.cwd();
  const paint = paintFor(process.stderr, process.env);
  const changed = row.graph !== null && graph !== undefined && makeFlowTable(graph).graph !== row.graph;
  if (changed) process.stderr.write(`${paint("yellow", "note:")} ${target.file} has changed since this execution began.\n`);
  if (force) return true;
  const findings = graph ? (changed ? check(graph) : []) : reading.diagnostics;
  const errors = findings.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    await printReport(reportOf(errors, reading.directory, cwd, graph), "pretty", process.stderr);
    process.stderr.write("The execution was left as it is. --force goes on anyway.\n");
    return false;
  }
  if (!graph) return true;
  const misfits = findMisfits(graph, step, after);
  if (misfits.length > 0) {
    const list = misfits.map((one) => `  ${one}`).join("\n");
    throw new UsageError(
      `The state does not fit what comes from '${step}' on, so the execution was left as it is.\n${list}\n` +
        "Change the state with --set key=value, go on from an earlier hop with --from, or go on anyway with --force.",
    );
  }
  const first = graph.steps.find(({ name }) => name === step);
  if (first) for (const sentence of examineInput(graph, first, { ...state, ...set }).unread) process.stderr.write(`warning: ${sentence}\n`);
  return true;
}

/** Makes its next message due, and gives the hop that it asks for. */
async function letGoOn(home: LocalHome, row: ExecutionRow, point: ResumePoint, change: Change, options: ResumeOptions): Promise<number> {
  const { execution } = row;
  const differs = point.fromHop !== undefined || changesAnything(options);
  const ended = row.status !== "running";
  // Its message is there and only waits for somebody: to send it again could take it from whoever took it meanwhile.
  if (!ended && !differs && home.dispatcher.nextAt(execution) !== undefined) return point.hop;
  if (!ended && differs) await stopAt(home, execution, point.next);
  const { state, set, drop } = change;
  const request = { fromHop: point.fromHop, state, ...(Object.keys(set).length > 0 && { set }), ...(drop.length > 0 && { drop }) };
  const { kind, message } = await resumeExecution(home, execution, differs ? request : {}).catch((error: unknown) => {
    // It had ended a moment ago, or was stopped here.
    throw error instanceof ExecutionConflict ? resumedElsewhere(execution) : error;
  });
  if (ended && kind === "redelivered") throw resumedElsewhere(execution);
  return message.hop;
}

/** Cancels just the hop that was seen to come next: whoever resumes at the same time must not be cancelled. */
async function stopAt({ journal, clock }: LocalHome, execution: string, { hop, step }: ResumePoint["next"]): Promise<void> {
  const now = clock.now();
  if (!(await journal.cancelHop({ execution, branch: "", hop, step }, now))) throw resumedElsewhere(execution);
  await journal.setStatus(execution, ["running"], "cancelled", { now, hop });
}

function resumedElsewhere(execution: string): ExecutionConflict {
  const show = commandLine(["show", execution]);
  return new ExecutionConflict(`Execution ${execution} was resumed by someone else just now. See how it goes: ${show}`);
}

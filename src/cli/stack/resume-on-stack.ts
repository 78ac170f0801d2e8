/** `orchwits resume --stack`: lets an execution go on in AWS, where its functions are. */
import { ExecutionConflict } from "../../engine/errors.ts";
import type { ExecutionRow } from "../../engine/journal.ts";
import { resumeExecution } from "../../engine/resume-execution.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Condition } from "../operate/condition.ts";
import { findExecution } from "../operate/find-execution.ts";
import { formatTime } from "../operate/format-time.ts";
import { withOperatedHome } from "../operate/open-operated-home.ts";
import { type OperatedHome, readCondition } from "../operate/operated-home.ts";
import { changesAnything, readChange } from "../operate/read-change.ts";
import { findResumePoint, type ResumePoint } from "../operate/resume-point.ts";
import type { ResumeOptions } from "../operate/resume-run.ts";
import { commandLine } from "../run/rerun-command.ts";
import { UsageError } from "../usage-error.ts";

/** Resumes and returns the exit code. */
export function resumeOnStack(word: string, options: ResumeOptions): Promise<number> {
  if (options.maxHops !== undefined) {
    throw new UsageError(
      "--max-hops is for runs on this machine. In a stack, it is an option of the class: static readonly stack = { maxHops: … }",
    );
  }
  return withOperatedHome(options, async (home) => {
    const row = await findExecution(home, word);
    const condition = await readCondition(home, row);
    refuseUnresumable(home, row, condition, options);
    const point = await findResumePoint(home.journal, row, options.from);
    // The source need not be here, so that values are taken as JSON.
    const { state, set, drop } = readChange(options, point.state, point.step, undefined);
    const differs = point.fromHop !== undefined || changesAnything(options);
    if (differs && row.status === "running") await stopAt(home, row.execution, point);
    const request = { fromHop: point.fromHop, state, ...(Object.keys(set).length > 0 && { set }), ...(drop.length > 0 && { drop }) };
    const { kind, message, afterMilliseconds } = await resumeExecution(home, row.execution, differs ? request : {});
    tell(home, row, { kind, step: message.step, afterMilliseconds }, options.json === true);
    return exitCodes.clean;
  });
}

function refuseUnresumable(home: OperatedHome, { execution }: ExecutionRow, { name, until }: Condition, options: ResumeOptions): void {
  const show = commandLine(["show", execution, ...home.words]);
  if (name === "completed")
    throw new ExecutionConflict(`Execution ${execution} has completed, so there is nothing to resume. See it: ${show}`);
  if (name === "running")
    throw new ExecutionConflict(`Execution ${execution} is running, so it can't be resumed. See how it goes: ${show}`);
  const same = options.from === undefined && !changesAnything(options);
  if (name === "recovering" && same) process.stderr.write("AWS tries it again by itself; it is sent once more.\n");
  if (name === "waiting" && until !== undefined && same)
    process.stderr.write(`It waits until ${formatTime(until)}, and goes on by itself then.\n`);
}

/** What has not ended is changed by ending it first: just the hop that was seen to come next. */
async function stopAt({ journal, clock, words }: OperatedHome, execution: string, { next }: ResumePoint): Promise<void> {
  const now = clock.now();
  if (!(await journal.cancelHop({ execution, branch: "", ...next }, now))) {
    const show = commandLine(["show", execution, ...words]);
    throw new ExecutionConflict(`Execution ${execution} went on just now. See how it goes: ${show}`);
  }
  await journal.setStatus(execution, ["running"], "cancelled", { now, hop: next.hop });
}

function tell(
  home: OperatedHome,
  { execution, pipeline }: ExecutionRow,
  { kind, step, afterMilliseconds }: { readonly kind: string; readonly step: string; readonly afterMilliseconds: number },
  json: boolean,
): void {
  const later = afterMilliseconds > 0 ? " when its time comes" : "";
  process.stdout.write(
    json
      ? `${JSON.stringify({ execution, pipeline, status: "running", kind, step })}\n`
      : `${pipeline} ${execution} goes on at ${step}${later}.\n`,
  );
  process.stderr.write(`See how it goes: ${commandLine(["show", execution, ...home.words])}\n`);
}

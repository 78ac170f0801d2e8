/** Lets an execution go on: from where it failed or was cancelled, with the same or a changed state, or from where it is stuck. */
import type { Message } from "../model/message.ts";
import type { State } from "../model/state.ts";
import { readRow } from "./cancel-execution.ts";
import { ExecutionConflict } from "./errors.ts";
import { endExecution } from "./follow-completion.ts";
import type { ExecutionRow, HopRow } from "./journal.ts";
import { readState } from "./read-state.ts";
import { type RebuiltHop, rebuildStates } from "./rebuild-states.ts";
import { failureStep, isReservedStep, resumeStep } from "./reserved-steps.ts";
import { firstMessage } from "./start-execution.ts";
import { bytesBeyond, storeChange } from "./store-values.ts";
import { defaultLimits, type Home } from "./worker-options.ts";

export interface ResumeRequest {
  /** The hop to run again. Default: the one that failed or was cancelled. */
  readonly fromHop?: number | undefined;
  /** A state instead of the one that the hop began with. */
  readonly state?: unknown;
  /** Keys to remove from the state. */
  readonly drop?: readonly string[] | undefined;
  /** Keys to set after that. */
  readonly set?: unknown;
}

/** `resumed`: it had ended and goes on. `redelivered`: it had not ended, and its message was sent again in case that was lost. */
export interface Resumed {
  readonly kind: "resumed" | "redelivered";
  readonly message: Message;
  readonly afterMilliseconds: number;
}

/** Half of a row of DynamoDB (400 KB) at most goes to the state that a resumption began with; this is what the change may take. */
const changeBytes = 120_000;

/**
 * @throws {UnknownExecution} when there is none with this id
 * @throws {ExecutionConflict} when it has completed, still runs and is to be changed, or was resumed by someone else just now
 * @throws {InvalidInput} for a state that can't travel
 */
export async function resumeExecution(home: Home, execution: string, request: ResumeRequest = {}): Promise<Resumed> {
  const row = await readRow(home, execution);
  const hops: RebuiltHop[] = [];
  for await (const hop of rebuildStates(home.journal, row)) hops.push(hop);
  const pending = await findPending(home, row, hops);
  if (!pending) return resumeFrom(home, row, hops, request);
  if (Object.values(request).some((value) => value !== undefined)) {
    throw new ExecutionConflict(
      `Execution '${execution}' has not ended, so that it can't be changed. If it is stuck, resume it without changes; else cancel it first.`,
    );
  }
  await home.dispatcher.dispatch(pending.message, pending.afterMilliseconds);
  return { kind: "redelivered", ...pending };
}

/** The message that an execution waits for, undefined where it has ended and can be resumed. */
async function findPending(home: Home, row: ExecutionRow, hops: readonly RebuiltHop[]): Promise<Omit<Resumed, "kind"> | undefined> {
  const last = hops.at(-1);
  if (!last) return { message: firstMessage(row), afterMilliseconds: 0 };
  const now = home.clock.now();
  const { hop, step, attempt, status, completion, retryAt, endedAt } = last.row;
  if (status === "cancelled") return undefined;
  const again = { ...messageOf(row, hops, last.row), attempt, state: last.state };
  if (status === "claimed") return { message: again, afterMilliseconds: 0 };
  if (status === "waiting") return { message: again, afterMilliseconds: Math.max(0, (retryAt ?? 0) - now) };
  if (completion?.kind === "next") {
    // A crash may have come between recording a resumption and what follows from it.
    if (step === resumeStep) await markRunning(home, row.execution, hop);
    const message = { ...messageOf(row, hops, last.row), hop: hop + 1, step: completion.to, attempt: 1, state: last.after };
    return { message, afterMilliseconds: Math.max(0, (endedAt ?? 0) + completion.afterMilliseconds - now) };
  }
  if (completion?.kind === "done" && step !== failureStep) {
    await endExecution(home, last.row, completion);
    throw new ExecutionConflict(`Execution '${row.execution}' has completed, so that there is nothing to resume.`);
  }
  // Its worker has yet to mark it as failed, and perhaps to run onFailure.
  return row.status === "running" && step !== failureStep ? { message: again, afterMilliseconds: 0 } : undefined;
}

function messageOf(
  { execution, graph }: ExecutionRow,
  hops: readonly RebuiltHop[],
  { branch, hop, step }: HopRow,
): Omit<Message, "attempt" | "state"> {
  const resumed = hops.findLast(({ row }) => row.step === resumeStep);
  return { execution, branch, hop, step, countedFrom: resumed ? resumed.row.hop + 1 : 0, graph };
}

async function resumeFrom(home: Home, row: ExecutionRow, hops: readonly RebuiltHop[], request: ResumeRequest): Promise<Resumed> {
  const { execution, graph } = row;
  const { state: before, row: target } = findTarget(execution, hops, request.fromHop);
  const last = hops.at(-1) as RebuiltHop;
  const now = home.clock.now();
  const hop = last.row.hop + 1;
  const message = { execution, branch: "", hop: hop + 1, step: target.step, attempt: 1, countedFrom: hop + 1, graph };
  const resumption = {
    execution,
    branch: "",
    hop,
    step: resumeStep,
    attempt: 1,
    startedAt: now,
    endedAt: now,
    failures: [],
    state: before,
  };
  const { set, dropped } = readChange(request, before as State);
  const { envelopeBytes } = home.limits ?? defaultLimits;
  const stored = await storeChange(home, {
    before,
    set,
    dropped,
    excess: (after, changed) => Math.max(bytesBeyond({ ...message, state: after }, envelopeBytes), bytesBeyond(changed, changeBytes)),
  });
  const completion = { kind: "next" as const, to: target.step, set: stored.set, dropped, afterMilliseconds: 0 };
  if (!(await home.journal.append({ ...resumption, status: "ended", completion }))) {
    throw new ExecutionConflict(`Execution '${execution}' was resumed by someone else just now. See how it goes with 'orchwits show'.`);
  }
  await markRunning(home, execution, hop);
  const next = { ...message, state: stored.after };
  await home.dispatcher.dispatch(next, 0);
  return { kind: "resumed", message: next, afterMilliseconds: 0 };
}

function findTarget(execution: string, hops: readonly RebuiltHop[], fromHop: number | undefined): RebuiltHop {
  const target =
    fromHop === undefined ? hops.findLast(({ row }) => !isReservedStep(row.step)) : hops.find(({ row }) => row.hop === fromHop);
  if (target && !isReservedStep(target.row.step)) return target;
  const steps = hops.filter(({ row }) => !isReservedStep(row.step)).map(({ row }) => row.hop);
  throw new ExecutionConflict(
    `Execution '${execution}' can't be resumed from hop ${fromHop}: ${target ? `that is '${target.row.step}', no step` : "there is none"}. ` +
      `Its steps are the hops ${steps.slice(0, 20).join(", ")}${steps.length > 20 ? " …" : ""}.`,
  );
}

function readChange({ state, set, drop = [] }: ResumeRequest, before: State): { set: State; dropped: readonly string[] } {
  const replaced = state === undefined ? {} : readState(state, "The state to resume with");
  const updates = { ...replaced, ...readState(set ?? {}, "What is set") };
  for (const key of drop) if (!Object.hasOwn(set ?? {}, key)) delete updates[key];
  const gone = (key: string) => (state !== undefined || drop.includes(key)) && !Object.hasOwn(updates, key);
  return { set: updates, dropped: Object.keys(before).filter(gone) };
}

async function markRunning({ journal, clock }: Home, execution: string, hop: number): Promise<void> {
  await journal.setStatus(execution, ["failed", "cancelled", "running"], "running", { now: clock.now(), hop });
}

/** The last three phases: stores what an attempt left, records how the hop ended, and sends on what follows. */
import type { Message, StoredState } from "../model/message.ts";
import type { State } from "../model/state.ts";
import type { End, Move } from "./apply-outcome.ts";
import type { HeldHop } from "./claim-hop.ts";
import type { RunnableStep } from "./collect-steps.ts";
import { StateTooLarge } from "./errors.ts";
import { followCompletion, makeNextMessage } from "./follow-completion.ts";
import type { Handled } from "./handled.ts";
import type { Completion } from "./journal.ts";
import { beyondEnvelope } from "./measure-message.ts";
import { recordError } from "./record-error.ts";
import { planRetry } from "./retry.ts";
import type { Failure } from "./run-attempt.ts";
import { settleRefused } from "./settle-refused.ts";
import { storeChange, storeValue } from "./store-values.ts";
import { defaultLimits, type Worker } from "./worker-options.ts";

/** Ends a hop with what its step returned. */
export async function endWithOutcome(worker: Worker, held: HeldHop, outcome: Move | End): Promise<Handled> {
  if (outcome.kind === "done") return complete(worker, held, await storeEnd(worker, held, outcome));
  try {
    const { completion, next } = await storeMove(worker, held, outcome);
    // A row too large for its journal was not written.
    return await complete(worker, held, completion, next);
  } catch (error) {
    if (error instanceof StateTooLarge) return fail(worker, held, error);
    throw error;
  }
}

/** Lets an attempt that failed run again later, or ends its hop. */
export function endWithFailure(
  worker: Worker,
  held: HeldHop,
  failure: Failure,
  retry: { readonly delayMilliseconds: number } | undefined,
): Promise<Handled> {
  return retry ? runAgain(worker, held, failure.thrown, retry.delayMilliseconds) : fail(worker, held, failure.end());
}

/** Lets a hop wait for its next attempt. */
export async function runAgain(worker: Worker, held: HeldHop, thrown: unknown, afterMilliseconds: number): Promise<Handled> {
  const { message, key, token } = held;
  const { attempt } = message;
  const at = worker.clock.now();
  const ours = await worker.journal.postpone(key, token, { attempt, at, error: recordError(thrown) }, at + afterMilliseconds);
  if (!ours) return settleLost(worker, held);
  const next = { ...message, attempt: attempt + 1 };
  await worker.dispatcher.dispatch(next, afterMilliseconds);
  return { kind: "retrying", next, afterMilliseconds };
}

/** When a failure's step runs again, if it does. */
export function planNextAttempt(worker: Worker, { message }: HeldHop, step: RunnableStep, { mayRetry, thrown }: Failure) {
  return mayRetry ? planRetry(thrown, message.attempt, step.retry, worker.random ?? Math.random) : undefined;
}

/** Ends a hop as failed. */
export function fail(worker: Worker, held: HeldHop, error: unknown): Promise<Handled> {
  return complete(worker, held, { kind: "failed", error: recordError(error) });
}

/** @param next the message that follows, where it is known already */
export async function complete(worker: Worker, held: HeldHop, completion: Completion, next?: Message): Promise<Handled> {
  const ours = await worker.journal.complete(held.key, held.token, completion, worker.clock.now());
  return ours ? followCompletion(worker, held.message, completion, next) : settleLost(worker, held);
}

/**
 * Looks again at a hop that is not ours any more.
 *
 * It may have ended by our own doing all the same: a client that sends a request again after a lost answer is refused the second time.
 */
export async function settleLost(worker: Worker, { message, key }: HeldHop): Promise<Handled> {
  return settleRefused(worker, message, await worker.journal.readHop(key));
}

async function storeEnd(worker: Worker, { message }: HeldHop, { result }: End): Promise<Completion> {
  return result === undefined ? { kind: "done" } : { kind: "done", result: await storeValue(worker, result, message.state) };
}

async function storeMove(worker: Worker, { message }: HeldHop, move: Move): Promise<{ completion: Completion; next: Message }> {
  const { to, afterMilliseconds } = move;
  const before = message.state;
  const { set, dropped } = keepLive(worker, before as State, move);
  const { envelopeBytes } = worker.limits ?? defaultLimits;
  let next = makeNextMessage(worker, message, to, before);
  const excess = (after: StoredState, set: StoredState) => {
    // The last one that is measured is the one that is sent.
    next = makeNextMessage(worker, message, to, after);
    return beyondEnvelope(next, envelopeBytes, message, set);
  };
  const stored = await storeChange(worker, { before, set, dropped, excess });
  return { completion: { kind: "next", to, set: stored.set, dropped, afterMilliseconds }, next };
}

/** What a move sets and drops when it leaves behind what no later step reads. */
function keepLive(
  { flow }: Worker,
  before: State,
  { to, set, dropped }: Move,
): { readonly set: State; readonly dropped: readonly string[] } {
  const live = flow?.live.get(to) ?? "all";
  if (live === "all") return { set, dropped };
  const kept = Object.fromEntries(Object.entries(set).filter(([key]) => live.has(key)));
  const gone = new Set(dropped);
  return { set: kept, dropped: Object.keys(before).filter((key) => !Object.hasOwn(kept, key) && (gone.has(key) || !live.has(key))) };
}

/** The last three phases: stores what an attempt left, records how the hop ended, and sends on what follows. */
import type { Message, StoredState } from "../model/message.ts";
import type { State } from "../model/state.ts";
import type { Values } from "./abilities.ts";
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
import { defaultLimits, type HopWorker } from "./worker-options.ts";

/** Ends a hop with what its step returned. */
export async function endWithOutcome(worker: HopWorker, values: Values, held: HeldHop, outcome: Move | End): Promise<Handled> {
  try {
    const { completion, next } =
      outcome.kind === "done" ? await storeEnd(values, held, outcome) : await storeMove(worker, values, held, outcome);
    // A row too large for its journal was not written.
    return await complete(worker, held, completion, next);
  } catch (error) {
    if (error instanceof StateTooLarge) return fail(worker, held, error);
    throw error;
  }
}

/** Lets an attempt that failed run again later, or ends its hop. */
export function endWithFailure(
  worker: HopWorker,
  held: HeldHop,
  failure: Failure,
  retry: { readonly delayMilliseconds: number } | undefined,
): Promise<Handled> {
  return retry ? runAgain(worker, held, failure.thrown, retry.delayMilliseconds) : fail(worker, held, failure.end());
}

/** Lets a hop wait for its next attempt. */
export async function runAgain(worker: HopWorker, held: HeldHop, thrown: unknown, afterMilliseconds: number): Promise<Handled> {
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
export function planNextAttempt(worker: HopWorker, { message }: HeldHop, step: RunnableStep, { mayRetry, thrown }: Failure) {
  return mayRetry ? planRetry(thrown, message.attempt, step.retry, worker.random ?? Math.random) : undefined;
}

/** Ends a hop as failed. */
export function fail(worker: HopWorker, held: HeldHop, error: unknown): Promise<Handled> {
  return complete(worker, held, { kind: "failed", error: recordError(error) });
}

/** @param next the message that follows, where it is known already */
export async function complete(worker: HopWorker, held: HeldHop, completion: Completion, next?: Message): Promise<Handled> {
  const ours = await worker.journal.complete(held.key, held.token, completion, worker.clock.now());
  return ours ? followCompletion(worker, held.message, completion, next) : settleLost(worker, held);
}

/**
 * Looks again at a hop that is not ours any more.
 *
 * It may have ended by our own doing all the same: a client that sends a request again after a lost answer is refused the second time.
 */
export async function settleLost(worker: HopWorker, { message, key }: HeldHop): Promise<Handled> {
  return settleRefused(worker, message, await worker.journal.readHop(key));
}

/** How a hop ends, and what follows it. */
interface Ending {
  readonly completion: Completion;
  readonly next?: Message;
}

async function storeEnd(values: Values, { message }: HeldHop, { result }: End): Promise<Ending> {
  return { completion: { kind: "done", ...(result !== undefined && { result: await values.storeValue(result, message.state) }) } };
}

async function storeMove(worker: HopWorker, values: Values, { message }: HeldHop, move: Move): Promise<Ending> {
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
  const stored = await values.storeChange({ before, set, dropped, excess });
  return { completion: { kind: "next", to, set: stored.set, dropped, afterMilliseconds }, next };
}

/** What a move sets and drops when it leaves behind what no later step reads. */
function keepLive(
  { flow }: HopWorker,
  before: State,
  { to, set, dropped }: Move,
): { readonly set: State; readonly dropped: readonly string[] } {
  const live = flow?.live.get(to) ?? "all";
  if (live === "all") return { set, dropped };
  const kept = Object.fromEntries(Object.entries(set).filter(([key]) => live.has(key)));
  const gone = new Set(dropped);
  return { set: kept, dropped: Object.keys(before).filter((key) => !Object.hasOwn(kept, key) && (gone.has(key) || !live.has(key))) };
}

/** How a hop ends, or waits for its next attempt, where its step could not be run to an outcome. */
import { identityOf } from "../model/message.ts";
import type { State } from "../model/state.ts";
import type { HeldHop } from "./claim-hop.ts";
import { describeUnknown } from "./collect-steps.ts";
import { isNamed, originOf, UnknownStep } from "./errors.ts";
import { explainFailure } from "./explain-failure.ts";
import { followCompletion } from "./follow-completion.ts";
import type { Handled } from "./handled.ts";
import type { Completion } from "./journal.ts";
import { makeTooManyHops } from "./make-errors.ts";
import { recordError } from "./record-error.ts";
import { planRetry } from "./retry.ts";
import type { Failed } from "./run-attempt.ts";
import { settleRefused } from "./settle-refused.ts";
import { defaultMaxHops, type HopWorker } from "./worker-options.ts";

/**
 * Lets the step of an attempt that failed run again later, or ends its hop.
 *
 * @throws what kept a port from giving the step its input: the message is then to be delivered again
 */
export async function endFailed(worker: HopWorker, held: HeldHop, failed: Failed, durationMilliseconds: number): Promise<Handled> {
  if (isOurs(failed)) throw failed.thrown;
  const { thrown, mayRetry, end } = explainFailure(failed, resumeCommand(worker, held));
  const { step, state } = failed.request;
  const retry = mayRetry ? planRetry(thrown, held.message.attempt, step.retry, worker.random ?? Math.random) : undefined;
  const handled = await (retry ? runAgain(worker, held, thrown, retry.delayMilliseconds) : fail(worker, held, end()));
  worker.observer?.stepFailed?.(identityOf(held.message), durationMilliseconds, thrown, state, retry?.delayMilliseconds);
  return handled;
}

/** Whether the step only passed on what kept it from getting its input, and a later delivery may mend that. */
function isOurs({ thrown, inputFault: fault }: Failed): boolean {
  const lasting = isNamed(fault, "BlobFault") || originOf(fault) === "pipeline";
  return fault !== undefined && fault === thrown && !lasting;
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

/** Ends a hop whose step may not run, or is not there. */
export function failUnrun(worker: HopWorker, held: HeldHop): Promise<Handled> {
  const { pipeline, maxHops = defaultMaxHops } = worker;
  const { step, hop, countedFrom, state } = held.message;
  if (hop - countedFrom >= maxHops) {
    const scene = { pipeline: pipeline.name, ...identityOf(held.message), state: state as State };
    return fail(worker, held, makeTooManyHops({ ...scene, resumeWith: resumeCommand(worker, held) }, maxHops));
  }
  const advice = `It was sent by another version of ${pipeline.name}. Bring the step back, or resume from an earlier hop.`;
  return fail(worker, held, new UnknownStep(`Hop ${hop} can't run: ${describeUnknown(pipeline, step)} ${advice}`, step));
}

function resumeCommand({ resumeOptions = "" }: HopWorker, { message }: HeldHop): string {
  return `orchwits resume ${message.execution}${resumeOptions}`;
}

/**
 * Ends a hop that no later delivery can do better.
 *
 * @param name of the errors of which that is true
 * @throws the error itself where it is another
 */
export function failOn(worker: HopWorker, held: HeldHop, error: unknown, name: "BlobFault" | "StateTooLarge"): Promise<Handled> {
  if (isNamed(error, name)) return fail(worker, held, error);
  throw error;
}

/** Ends a hop as failed. */
export function fail(worker: HopWorker, held: HeldHop, error: unknown): Promise<Handled> {
  return complete(worker, held, { kind: "failed", error: recordError(error) });
}

export async function complete(worker: HopWorker, held: HeldHop, completion: Completion): Promise<Handled> {
  const ours = await worker.journal.complete(held.key, held.token, completion, worker.clock.now());
  return ours ? followCompletion(worker, held.message, completion) : settleLost(worker, held);
}

/**
 * Looks again at a hop that is not ours any more.
 *
 * It may have ended by our own doing all the same: a client that sends a request again after a lost answer is refused the second time.
 */
export async function settleLost(worker: HopWorker, { message, key }: HeldHop): Promise<Handled> {
  return settleRefused(worker, message, await worker.journal.readHop(key));
}

/** Lets the message's next delivery begin at once instead of when the lease is over. */
export async function release({ journal, clock }: HopWorker, { key, token }: HeldHop): Promise<void> {
  await journal.renew(key, token, clock.now()).catch(() => false);
}

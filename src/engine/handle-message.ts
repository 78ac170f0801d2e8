/**
 * Handles a message: claim, load, run, store, complete, dispatch. The same in every home.
 *
 * Wherever it stops or crashes, delivering the message again goes on from there; delivering it once too often changes nothing.
 */
import type { Message } from "../model/message.ts";
import type { State } from "../model/state.ts";
import { claimHop, type HeldHop } from "./claim-hop.ts";
import { describeUnknown, type RunnableStep } from "./collect-steps.ts";
import { endWithFailure, endWithOutcome, fail, planNextAttempt, settleLost } from "./end-hop.ts";
import { BlobFault, UnknownStep } from "./errors.ts";
import type { Handled } from "./handled.ts";
import { loadState } from "./load-state.ts";
import { makeTooManyHops } from "./make-errors.ts";
import { readMessage } from "./read-message.ts";
import { failureStep } from "./reserved-steps.ts";
import { runFailureHandler } from "./run-failure-handler.ts";
import { identityOf, runHeldStep } from "./run-held-step.ts";
import { settleRefused } from "./settle-refused.ts";
import { defaultMaxHops, type Worker } from "./worker-options.ts";

/**
 * Does what a message asks for, and says what became of it.
 *
 * @throws {InvalidMessage} for what is no message: delivering it again is no use
 * @throws whatever kept a port from doing its work, or stopped the worker: the message must be delivered again
 */
export async function handleMessage(worker: Worker, delivered: unknown): Promise<Handled> {
  const message = readMessage(delivered);
  const claim = await claimHop(worker, message);
  if ("refused" in claim) return settleRefused(worker, message, claim.refused);
  try {
    return message.step === failureStep ? await runFailureHandler(worker, claim) : await runHop(worker, claim);
  } catch (error) {
    await release(worker, claim);
    throw error;
  }
}

/**
 * Ends a hop whose message was delivered too often, so that the execution fails, and can be resumed, instead of being forgotten.
 *
 * @param error what is to be recorded: why it was given up
 */
export async function giveUpMessage(worker: Worker, delivered: unknown, error: unknown): Promise<Handled> {
  const message = readMessage(delivered);
  const claim = await claimHop(worker, message);
  return "refused" in claim ? settleRefused(worker, message, claim.refused) : fail(worker, claim, error);
}

async function runHop(worker: Worker, held: HeldHop): Promise<Handled> {
  const { message } = held;
  const step = findStep(worker, message);
  if (step instanceof Error) return fail(worker, held, step);
  const state = await loadState(worker.blobs, message.state, worker.flow?.reads.get(step.name) ?? "all").catch(asFault);
  if (state instanceof BlobFault) return fail(worker, held, state);

  const { clock, observer } = worker;
  observer?.stepStarted?.(identityOf(held));
  const began = clock.now();
  const outcome = await runHeldStep(worker, held, step, state);
  const duration = clock.now() - began;
  if (outcome.kind === "lost") return settleLost(worker, held);
  if (outcome.kind !== "failed") {
    const handled = await endWithOutcome(worker, held, outcome);
    observer?.stepEnded?.(identityOf(held), duration, outcome);
    return handled;
  }
  const retry = planNextAttempt(worker, held, step, outcome);
  const handled = await endWithFailure(worker, held, outcome, retry);
  observer?.stepFailed?.(identityOf(held), duration, outcome.thrown, state, retry?.delayMilliseconds);
  return handled;
}

/** The step, or why it can't run. */
function findStep({ pipeline, maxHops = defaultMaxHops }: Worker, message: Message): RunnableStep | Error {
  const { execution, step, hop, attempt, countedFrom } = message;
  if (hop - countedFrom >= maxHops) {
    const scene = { pipeline: pipeline.name, execution, step, hop, attempt, state: message.state as State };
    return makeTooManyHops({ ...scene, resumeWith: `orchwits resume ${execution}` }, maxHops);
  }
  const advice = `It was sent by another version of ${pipeline.name}. Bring the step back, or resume from an earlier hop.`;
  return pipeline.steps.get(step) ?? new UnknownStep(`Hop ${hop} can't run: ${describeUnknown(pipeline, step)} ${advice}`, step);
}

function asFault(error: unknown): BlobFault {
  if (error instanceof BlobFault) return error;
  throw error;
}

/** Lets the message's next delivery begin at once instead of when the lease is over. */
async function release({ journal, clock }: Worker, { key, token }: HeldHop): Promise<void> {
  await journal.renew(key, token, clock.now()).catch(() => false);
}

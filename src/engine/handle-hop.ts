/** Handles one hop: claim, load, run, store, complete, dispatch, with no more abilities than its step needs. */
import type { Message } from "../model/message.ts";
import type { State } from "../model/state.ts";
import type { Abilities } from "./abilities.ts";
import { claimHop, type HeldHop } from "./claim-hop.ts";
import { describeUnknown, type RunnableStep } from "./collect-steps.ts";
import { endWithFailure, endWithOutcome, fail, planNextAttempt, settleLost } from "./end-hop.ts";
import { BlobFault, UnknownStep } from "./errors.ts";
import type { Handled } from "./handled.ts";
import { makeTooManyHops } from "./make-errors.ts";
import { identityOf, runHeldStep } from "./run-held-step.ts";
import { settleRefused } from "./settle-refused.ts";
import { defaultMaxHops, type HopWorker } from "./worker-options.ts";

/** @param run what is to be done with the hop once it is ours */
export async function handleHop(worker: HopWorker, message: Message, run: (held: HeldHop) => Promise<Handled>): Promise<Handled> {
  const claim = await claimHop(worker, message);
  if ("refused" in claim) return settleRefused(worker, message, claim.refused);
  try {
    return await run(claim);
  } catch (error) {
    await release(worker, claim);
    throw error;
  }
}

/** Runs the step of a hop that is held, and ends it. */
export async function runHop(worker: HopWorker, abilities: Abilities, held: HeldHop): Promise<Handled> {
  const { message } = held;
  const step = findStep(worker, message);
  if (step instanceof Error) return fail(worker, held, step);
  const { values } = abilities;
  const state = await values.load(message.state, worker.flow?.reads.get(step.name) ?? "all").catch(asFault);
  if (state instanceof BlobFault) return fail(worker, held, state);

  const { clock, observer } = worker;
  observer?.stepStarted?.(identityOf(held));
  const began = clock.now();
  const outcome = await runHeldStep(worker, abilities, held, step, state);
  const duration = clock.now() - began;
  if (outcome.kind === "lost") return settleLost(worker, held);
  if (outcome.kind !== "failed") {
    const handled = await endWithOutcome(worker, values, held, outcome);
    observer?.stepEnded?.(identityOf(held), duration, outcome);
    return handled;
  }
  const retry = planNextAttempt(worker, held, step, outcome);
  const handled = await endWithFailure(worker, held, outcome, retry);
  observer?.stepFailed?.(identityOf(held), duration, outcome.thrown, state, retry?.delayMilliseconds);
  return handled;
}

/** The step, or why it can't run. */
function findStep({ pipeline, maxHops = defaultMaxHops, resumeOptions = "" }: HopWorker, message: Message): RunnableStep | Error {
  const { execution, step, hop, attempt, countedFrom } = message;
  if (hop - countedFrom >= maxHops) {
    const scene = { pipeline: pipeline.name, execution, step, hop, attempt, state: message.state as State };
    return makeTooManyHops({ ...scene, resumeWith: `orchwits resume ${execution}${resumeOptions}` }, maxHops);
  }
  const advice = `It was sent by another version of ${pipeline.name}. Bring the step back, or resume from an earlier hop.`;
  return pipeline.steps.get(step) ?? new UnknownStep(`Hop ${hop} can't run: ${describeUnknown(pipeline, step)} ${advice}`, step);
}

function asFault(error: unknown): BlobFault {
  if (error instanceof BlobFault) return error;
  throw error;
}

/** Lets the message's next delivery begin at once instead of when the lease is over. */
async function release({ journal, clock }: HopWorker, { key, token }: HeldHop): Promise<void> {
  await journal.renew(key, token, clock.now()).catch(() => false);
}

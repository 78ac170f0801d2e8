/**
 * Handles a message: claim, load, run, store, complete, dispatch. The same in every home.
 *
 * Wherever it stops or crashes, delivering the message again goes on from there; delivering it once too often changes nothing.
 */
import { type Abilities, allAbilities } from "./abilities.ts";
import { claimHop } from "./claim-hop.ts";
import { fail } from "./fail-hop.ts";
import { handleHop, runHop } from "./handle-hop.ts";
import type { Handled } from "./handled.ts";
import { readMessage } from "./read-message.ts";
import { failureStep } from "./reserved-steps.ts";
import { runFailureHandler } from "./run-failure-handler.ts";
import { settleRefused } from "./settle-refused.ts";
import type { Worker } from "./worker-options.ts";

/**
 * Does what a message asks for, and says what became of it.
 *
 * @throws {InvalidMessage} for what is no message: delivering it again is no use
 * @throws whatever kept a port from doing its work, or stopped the worker: the message must be delivered again
 */
export async function handleMessage(worker: Worker, delivered: unknown): Promise<Handled> {
  const message = readMessage(delivered);
  const abilities = abilitiesOf(worker);
  const run = message.step === failureStep ? runFailureHandler.bind(null, worker, worker.blobs) : runHop.bind(null, worker, abilities);
  return handleHop(worker, abilities.faults, message, run);
}

const known = new WeakMap<Worker, Abilities>();

/** Made once for a worker: each is half a dozen functions. */
function abilitiesOf(worker: Worker): Abilities {
  let abilities = known.get(worker);
  if (!abilities) {
    abilities = allAbilities(worker);
    known.set(worker, abilities);
  }
  return abilities;
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

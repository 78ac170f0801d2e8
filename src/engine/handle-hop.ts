/** Handles one hop: claim, load, run, store, complete, dispatch, with no more abilities than its step needs. */
import { identityOf, type Message } from "../model/message.ts";
import type { State } from "../model/state.ts";
import type { Abilities, LoadFaultHandling } from "./abilities.ts";
import { claimHop, type HeldHop } from "./claim-hop.ts";
import { endHop } from "./end-hop.ts";
import type { Handled } from "./handled.ts";
import { runHeldStep } from "./run-held-step.ts";
import { defaultMaxHops, type HopWorker } from "./worker-options.ts";

/** @param run what is to be done with the hop once it is ours */
export async function handleHop(
  worker: HopWorker,
  faults: LoadFaultHandling,
  message: Message,
  run: (held: HeldHop) => Promise<Handled>,
): Promise<Handled> {
  const claim = await claimHop(worker, message);
  if ("refused" in claim) return (await faults()).settleRefused(worker, message, claim.refused);
  try {
    return await run(claim);
  } catch (error) {
    await (await faults()).release(worker, claim);
    throw error;
  }
}

/** Runs the step of a hop that is held, and ends it. */
export async function runHop(worker: HopWorker, abilities: Abilities, held: HeldHop): Promise<Handled> {
  const { message } = held;
  const { pipeline, maxHops = defaultMaxHops, flow, clock, observer } = worker;
  const { values, faults } = abilities;
  const step = pipeline.steps.get(message.step);
  if (!step || message.hop - message.countedFrom >= maxHops) return (await faults()).failUnrun(worker, held);
  let state: State;
  try {
    state = await values.load(message.state, flow?.reads.get(step.name) ?? "all");
  } catch (error) {
    return (await faults()).failOn(worker, held, error, "BlobFault");
  }
  observer?.stepStarted?.(identityOf(message));
  const began = clock.now();
  const outcome = await runHeldStep(worker, abilities, held, step, state);
  const duration = clock.now() - began;
  if (outcome.kind === "lost") return (await faults()).settleLost(worker, held);
  if (outcome.kind === "failed") return (await faults()).endFailed(worker, held, outcome, duration);
  const handled = await endHop(worker, abilities, held, outcome);
  observer?.stepEnded?.(identityOf(message), duration, outcome);
  return handled;
}

/** The last three phases where all went well: stores what a step returned, records it, and sends on what follows. */
import type { StoredState } from "../model/message.ts";
import type { State } from "../model/state.ts";
import type { Abilities, Values } from "./abilities.ts";
import type { End, Move } from "./apply-outcome.ts";
import type { HeldHop } from "./claim-hop.ts";
import type { Handled } from "./handled.ts";
import { makeNextMessage, sendOn, setStatus } from "./send-on.ts";
import { defaultLimits, type HopWorker } from "./worker-options.ts";

/** Ends a hop with what its step returned. */
export async function endHop(worker: HopWorker, abilities: Abilities, held: HeldHop, outcome: Move | End): Promise<Handled> {
  const { values, faults } = abilities;
  try {
    const handled = outcome.kind === "done" ? await complete(worker, values, held, outcome) : await move(worker, abilities, held, outcome);
    if (handled) return handled;
  } catch (error) {
    // Neither was a row written that is too large for its journal.
    return (await faults()).failOn(worker, held, error, "StateTooLarge");
  }
  return (await faults()).settleLost(worker, held);
}

type Ended = Promise<Handled | undefined>;

/** Undefined where the hop is not ours any more. */
async function complete(worker: HopWorker, values: Values, { message, key, token }: HeldHop, { result }: End): Ended {
  const stored = result === undefined ? {} : { result: await values.storeValue(result, message.state) };
  const ours = await worker.journal.complete(key, token, { kind: "done", ...stored }, worker.clock.now());
  return ours ? setStatus(worker, message, "completed", stored) : undefined;
}

async function move(worker: HopWorker, { values, beyondLimit }: Abilities, { message, key, token }: HeldHop, outcome: Move): Ended {
  const { to, afterMilliseconds } = outcome;
  const before = message.state;
  const { set, dropped } = keepLive(worker, before as State, outcome);
  const { envelopeBytes } = worker.limits ?? defaultLimits;
  let next = makeNextMessage(worker, message, to, before);
  const excess = (after: StoredState, set: StoredState) => {
    // The last one that is measured is the one that is sent.
    next = makeNextMessage(worker, message, to, after);
    return beyondLimit(next, envelopeBytes, message, set);
  };
  const stored = await values.storeChange({ before, set, dropped, excess });
  const completion = { kind: "next", to, set: stored.set, dropped, afterMilliseconds } as const;
  const ours = await worker.journal.complete(key, token, completion, worker.clock.now());
  return ours ? sendOn(worker, next, afterMilliseconds) : undefined;
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

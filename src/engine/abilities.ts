/** What steps may need of a worker beyond the protocol. A function brings only those that its graph asks for. */
import type { Message, StoredState, StoredValue } from "../model/message.ts";
import type { State } from "../model/state.ts";
import type { HeldHop } from "./claim-hop.ts";
import * as faultHandling from "./fault-handling.ts";
import { keepClaim } from "./keep-claim.ts";
import { loadState } from "./load-state.ts";
import { beyondEnvelope } from "./measure-message.ts";
import { type Change, type StoredChange, storeChange, storeValue } from "./store-values.ts";
import type { HopWorker, WorkerHome } from "./worker-options.ts";

/**
 * What is done where something goes wrong, or comes twice. A function that does well never loads it: it is as large as all else, and a cold
 * start reads what it loads.
 */
export type LoadFaultHandling = () => FaultHandling | Promise<FaultHandling>;
export type FaultHandling = typeof faultHandling;

export interface Abilities {
  readonly values: Values;
  readonly faults: LoadFaultHandling;
  /** Bytes of JSON by which a message is too large, 0 or less where it fits; `before` is the message whose hop it follows, which set `set`. */
  readonly beyondLimit: (message: Message, limit: number, before: Message, set: StoredState) => number;
  /** Fetches the input that an execution began with. */
  readInput(execution: string): Promise<State>;
  /** Renews a claim until it is told to stop. Without it, claims last as long as they were made for. */
  readonly keepClaim?: ((worker: HopWorker, held: HeldHop, onLost: (reason: DOMException) => void) => () => void) | undefined;
}

/** Takes values into what travels, and out of it. */
export interface Values {
  /**
   * The state with the values of the keys that are read. What is a reference and isn't read is left out.
   *
   * @throws {BlobFault} for a value that can't be had
   */
  load(stored: StoredState, reads: ReadonlySet<string> | "all"): Promise<State>;
  /** @throws {StateTooLarge} when what travels is too large */
  storeChange(change: Change): Promise<StoredChange>;
  /**
   * @param known a state whose blobs are stored already
   * @throws {StateTooLarge} where it is too large to be kept
   */
  storeValue(value: unknown, known: StoredState): Promise<StoredValue>;
}

/** Values of any size: large ones are blobs. */
export function valuesIn(home: Pick<WorkerHome, "blobs" | "limits">): Values {
  return {
    load: (stored, reads) => loadState(home.blobs, stored, reads),
    storeChange: (change) => storeChange(home, change),
    storeValue: (value, known) => storeValue(home, value, known),
  };
}

/** The input of executions, from their rows. */
export function inputsIn({ journal, blobs }: Pick<WorkerHome, "journal" | "blobs">): Abilities["readInput"] {
  return async (execution) => loadState(blobs, (await journal.readExecution(execution))?.input ?? {}, "all");
}

/** All that a step can need, of a home that has everything. */
export function allAbilities(home: WorkerHome): Abilities {
  return { values: valuesIn(home), faults: () => faultHandling, beyondLimit: beyondEnvelope, readInput: inputsIn(home), keepClaim };
}

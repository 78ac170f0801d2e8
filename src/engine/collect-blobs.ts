/** Removes blobs that no recorded execution refers to any more. */
import { isBlobReference, type StoredState, type StoredValue } from "../model/message.ts";
import type { Blobs } from "./blobs.ts";
import type { Completion, Journal } from "./journal.ts";

/** As much of the ports as it takes. */
export interface Collected {
  readonly journal: Pick<Journal, "list" | "readHops">;
  readonly blobs: Pick<Blobs, "list" | "remove">;
}

/**
 * Removes what was last stored before a time and belongs to no execution in the journal, running or ended: whatever is shown or resumed
 * must find its values. Remove old executions first.
 *
 * Messages on their way refer to nothing but what the journal refers to. What is about to be recorded was stored a moment ago: leave time
 * for the longest step.
 *
 * @returns how many blobs were removed
 */
export async function collectBlobs({ journal, blobs }: Collected, storedBefore: number): Promise<number> {
  const old = new Set<string>();
  for await (const { hash, storedAt } of blobs.list()) if (storedAt < storedBefore) old.add(hash);
  if (old.size === 0) return 0;
  // Listed first and read afterwards: what is recorded in between is seen here.
  const keep = (value: StoredValue) => isBlobReference(value) && old.delete(value.$blob);
  const keepAll = (state: StoredState) => Object.values(state).forEach(keep);
  for (const { execution, input, result } of await journal.list({})) {
    keepAll(input);
    keep(result);
    for await (const { completion, state } of journal.readHops(execution)) {
      if (state) keepAll(state);
      keepAll(setBy(completion));
    }
  }
  for (const hash of old) await blobs.remove(hash, storedBefore);
  return old.size;
}

function setBy(completion: Completion | undefined): StoredState {
  if (completion?.kind === "next") return completion.set;
  return completion?.kind === "done" ? { result: completion.result } : {};
}

/** What a recorded outcome does to a state: the one place that tells, so that what is rebuilt is what has travelled, byte for byte. */
import type { StoredState } from "../model/message.ts";
import { setOwn } from "./json.ts";

/** Drops, then sets. The keys that stay keep their order. */
export function applyCompletion(
  state: StoredState,
  { set, dropped }: { readonly set: StoredState; readonly dropped: readonly string[] },
): StoredState {
  const gone = dropped.length > 8 ? new Set(dropped) : { has: (key: string) => dropped.includes(key) };
  const after: Record<string, unknown> = {};
  for (const key in state) if (!gone.has(key)) setOwn(after, key, state[key]);
  for (const key in set) setOwn(after, key, set[key]);
  return after;
}

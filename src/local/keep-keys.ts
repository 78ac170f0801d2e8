/** Leaves behind what no later step reads. */
import { setOwn } from "../engine/json.ts";
import type { State } from "../model/state.ts";

/** The state with the live keys only, itself where all are. */
export function keepKeys(state: State, live: ReadonlySet<string> | "all"): State {
  if (live === "all" || Object.keys(state).every((key) => live.has(key))) return state;
  const kept: State = {};
  for (const key in state) if (live.has(key)) setOwn(kept, key, state[key]);
  return kept;
}

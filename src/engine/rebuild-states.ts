/** Rebuilds the state before each hop from the input and the recorded updates: exactly what its message carried. */
import type { StoredState } from "../model/message.ts";
import { applyCompletion } from "./apply-completion.ts";
import type { ExecutionRow, HopRow, Journal } from "./journal.ts";

/** A hop, and the state that it began with. */
export interface RebuiltHop {
  readonly row: HopRow;
  readonly state: StoredState;
  /** The state that the hop after it begins with. */
  readonly after: StoredState;
}

/** The hops of an execution's trunk, in order. Large values stay references; `loadState` fetches them. */
export async function* rebuildStates(journal: Journal, { execution, input }: ExecutionRow): AsyncGenerator<RebuiltHop> {
  let state = input;
  for await (const row of journal.readHops(execution)) {
    if (row.branch !== "") continue;
    if (row.state) state = row.state;
    const after = row.completion?.kind === "next" ? applyCompletion(state, row.completion) : state;
    yield { row, state, after };
    state = after;
  }
}

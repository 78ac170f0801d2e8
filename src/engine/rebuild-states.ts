/** Rebuilds the state before each hop from the input and the recorded updates: exactly what its message carried. */
import type { StoredState } from "../model/message.ts";
import { applyCompletion } from "./apply-completion.ts";
import { ExecutionConflict } from "./errors.ts";
import type { ExecutionRow, HopRow, Journal } from "./journal.ts";

/** A hop, and the state that it began with. */
export interface RebuiltHop {
  readonly row: HopRow;
  readonly state: StoredState;
  /** The state that the hop after it begins with. */
  readonly after: StoredState;
}

/**
 * The hops of an execution's trunk, in order. Large values stay references; `loadState` fetches them.
 *
 * @throws {ExecutionConflict} at a hop whose state can't be told, because hops before it are not kept any more
 */
export async function* rebuildStates(journal: Journal, row: ExecutionRow): AsyncGenerator<RebuiltHop> {
  const { execution, statusHop = -1 } = row;
  let state = row.input;
  let next = 0;
  for await (const hop of journal.readHops(execution)) {
    if (hop.branch !== "") continue;
    if (hop.state) state = hop.state;
    else if (hop.hop !== next) throw missing(execution, next, hop.hop);
    next = hop.hop + 1;
    const after = hop.completion?.kind === "next" ? applyCompletion(state, hop.completion) : state;
    yield { row: hop, state, after };
    state = after;
  }
  // The execution's row may lag behind its hops, but never knows of one that was not there.
  if (next <= statusHop) throw missing(execution, next, statusHop + 1);
}

function missing(execution: string, from: number, to: number): ExecutionConflict {
  const gone = to - from === 1 ? `Hop ${from} of execution '${execution}' is` : `Hops ${from} to ${to - 1} of execution '${execution}' are`;
  return new ExecutionConflict(
    `${gone} not in the journal any more, so that the state that came out of them is not known. Hops are kept for a time only: start a new ` +
      "execution with a state from elsewhere, and let the stack's 'retentionDays' be longer than its executions take.",
  );
}

/** What a returned value does to the state and where it leads: pure, and wary of everything that JavaScript can return. */
import { type Done, isOutcome, isReplacement, type Next } from "../authoring/outcome.ts";
import { millisecondsIn } from "../model/duration.ts";
import { isReservedKey, type State } from "../model/state.ts";
import { copyJson, isPlain, NotJson, setOwn } from "./json.ts";
import { OutcomeFault } from "./outcome-fault.ts";

/** A move, carried out. */
export interface Move {
  readonly kind: "next";
  readonly to: string;
  /** The state after it. */
  readonly state: State;
  /** The keys that it set. */
  readonly set: State;
  /** The keys that were there before it and aren't after it. */
  readonly dropped: readonly string[];
  readonly afterMilliseconds: number;
}

/** The end, with a result that JSON can hold. */
export interface End {
  readonly kind: "done";
  readonly result: unknown;
}

/**
 * Follows an outcome: drops, then sets. The state given is not changed, and nothing is shared with what the step returned.
 *
 * @throws {OutcomeFault} when the value is no outcome or can't be followed
 */
export function applyOutcome(state: State, returned: unknown): Move | End {
  if (isOutcome(returned)) {
    const { kind, result } = returned as Done<unknown>;
    if (kind === "done") return { kind, result: result === undefined ? undefined : copyOr(result) };
    const { to, set, drop, after } = returned as Next<string, object, string>;
    const afterMilliseconds = after === undefined ? 0 : readDelay(after);
    return move(state, to, copyUpdates(to, set), readDrop(drop), afterMilliseconds);
  }
  if (isReplacement(returned)) {
    const { $next, ...rest } = returned;
    return move(state, $next, copyUpdates($next, rest), "*", 0);
  }
  throw new OutcomeFault("nonOutcome", returned);
}

function move(state: State, to: string, set: State, drop: readonly string[] | "*" | undefined, afterMilliseconds: number): Move {
  const kept = drop === "*" ? {} : drop ? withoutKeys(state, drop) : { ...state };
  for (const key in set) setOwn(kept, key, set[key]);
  const dropped = drop ? Object.keys(state).filter((key) => !Object.hasOwn(kept, key)) : [];
  return { kind: "next", to, state: kept, set, dropped, afterMilliseconds };
}

function withoutKeys(state: State, keys: readonly string[]): State {
  // Built anew: an object that had properties deleted is slow ever after.
  const rest: State = {};
  for (const key in state) if (!keys.includes(key)) setOwn(rest, key, state[key]);
  return rest;
}

function copyUpdates(to: unknown, updates: unknown): State {
  if (typeof to !== "string") throw new OutcomeFault("target", to);
  if (typeof updates !== "object" || updates === null || Array.isArray(updates) || !isPlain(updates)) {
    throw new OutcomeFault("updates", to, updates);
  }
  const set: State = {};
  for (const key of Object.keys(updates)) {
    const value = updates[key];
    if (isReservedKey(key)) throw new OutcomeFault("reserved", key);
    if (value !== undefined) setOwn(set, key, copyOr(value, key));
  }
  return set;
}

function copyOr(value: unknown, key?: string): unknown {
  try {
    return copyJson(value);
  } catch (error) {
    throw error instanceof NotJson ? new OutcomeFault("lossy", value, key) : error;
  }
}

function readDrop(drop: unknown): readonly string[] | "*" | undefined {
  if (drop === undefined) return undefined;
  const keys: readonly unknown[] = Array.isArray(drop) ? drop : [drop];
  for (const key of keys) if (typeof key !== "string") throw new OutcomeFault("drop", key);
  return keys.includes("*") ? "*" : (keys as readonly string[]);
}

function readDelay(after: string): number {
  const milliseconds = millisecondsIn(after);
  if (milliseconds === undefined) throw new OutcomeFault("after", after);
  return milliseconds;
}

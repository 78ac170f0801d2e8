/** What a returned value does to the state and where it leads: pure, and wary of everything that JavaScript can return. */
import { isOutcome, isReplacement } from "../authoring/outcome.ts";
import { parseDuration } from "../model/duration.ts";
import { isReservedKey, type State } from "../model/state.ts";
import { copyJson, findJsonFault, isPlain, NotJson, setOwn } from "./json.ts";

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

/** Why an outcome can't be followed, as a sentence that goes on from "Step 'x' ". */
export class OutcomeFault extends Error {}

/**
 * Follows an outcome: drops, then sets. The state given is not changed, and nothing is shared with what the step returned.
 *
 * @param isStep whether a name is the name of a step
 * @throws {OutcomeFault} when the value is no outcome or can't be followed
 */
export function applyOutcome(state: State, returned: unknown): Move | End {
  if (isOutcome(returned)) {
    if (returned.kind === "done") return { kind: "done", result: returned.result === undefined ? undefined : copyResult(returned.result) };
    const afterMilliseconds = returned.after === undefined ? 0 : readDelay(returned.after);
    return move(state, returned.to, returned.set, readDrop(returned.drop), afterMilliseconds);
  }
  if (isReplacement(returned)) {
    const { $next, ...rest } = returned;
    return move(state, $next, rest, "*", 0);
  }
  throw new OutcomeFault(describeNonOutcome(returned));
}

function move(state: State, to: unknown, updates: unknown, drop: readonly string[] | "*" | undefined, afterMilliseconds: number): Move {
  if (typeof to !== "string") throw new OutcomeFault(`moved to ${inWords(to)}, but a move names a step: this.next("name").`);
  const set = copyUpdates(to, updates);
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

function copyUpdates(to: string, updates: unknown): State {
  if (typeof updates !== "object" || updates === null || Array.isArray(updates) || !isPlain(updates)) {
    throw new OutcomeFault(`moved to '${to}' with ${inWords(updates)} as updates, but updates are an object: { key: value }.`);
  }
  const set: State = {};
  for (const key of Object.keys(updates)) {
    const value = updates[key];
    if (isReservedKey(key)) {
      throw new OutcomeFault(`set '${key}', but keys that begin with '$' are reserved for Orchwits. Give it another name.`);
    }
    if (value !== undefined)
      setOwn(
        set,
        key,
        copyOr(value, (path, what) => lossy(`set '${key}'`, path, what), key),
      );
  }
  return set;
}

function copyResult(result: unknown): unknown {
  return copyOr(result, (path, what) => lossy("ended with a result", path, what), "result");
}

function copyOr(value: unknown, describe: (path: string, what: string) => string, path: string): unknown {
  try {
    return copyJson(value);
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    const fault = findJsonFault(value, path);
    throw new OutcomeFault(fault ? describe(fault.path, fault.what) : describe(path, "a value that changes while it is read"));
  }
}

function lossy(did: string, path: string, what: string): string {
  return `${did}, but ${path} is ${what}, which would not survive JSON on its way to another function. ${adviceFor(what)}`;
}

function adviceFor(what: string): string {
  if (what === "a Date") return "Send its toISOString().";
  if (what === "a Map") return "Send Object.fromEntries(map).";
  if (what === "a Set") return "Send [...set].";
  if (what === "a bigint") return "Send it as a string.";
  if (what === "undefined in an array") return "Leave the element out or write null.";
  if (what === "an outcome") return "Return it instead.";
  if (what === "a Promise") return "Await it first.";
  if (/^an? (Buffer|\w+Array|ArrayBuffer)$/.test(what)) return "Send it as base64, or store it and send where it is.";
  if (what === "NaN" || what.endsWith("Infinity")) return "Send null, or don't set it.";
  return "Send plain objects, arrays, strings, finite numbers, booleans and null.";
}

function readDrop(drop: unknown): readonly string[] | "*" | undefined {
  if (drop === undefined) return undefined;
  const keys: readonly unknown[] = Array.isArray(drop) ? drop : [drop];
  for (const key of keys) {
    if (typeof key !== "string") throw new OutcomeFault(`dropped ${inWords(key)}, but 'drop' takes names of keys, or "*" for all.`);
  }
  return keys.includes("*") ? "*" : (keys as readonly string[]);
}

function readDelay(after: string): number {
  try {
    return parseDuration(after);
  } catch (error) {
    throw new OutcomeFault(`asked to wait with 'after'. ${(error as Error).message}`);
  }
}

function describeNonOutcome(returned: unknown): string {
  const instead = 'Return this.next("step"), this.when(value, cases) or this.done(result).';
  if (returned === undefined) return `ended without an outcome: it returned undefined. Is a 'return' missing? ${instead}`;
  if (typeof returned === "object" && returned !== null) {
    if ("$next" in returned) return "returned an object whose '$next' is not the name of a step. Write { $next: \"name\", … }.";
    if ("kind" in returned && ("to" in returned || "result" in returned)) {
      return `returned a copy of an outcome, which says nothing any more. Return what this.next or this.done gave, as it is.`;
    }
  }
  return `returned ${inWords(returned)}, which is not an outcome. ${instead}`;
}

/** A value in a few words. */
function inWords(value: unknown): string {
  if (typeof value === "string") return value.length > 40 ? "a string" : `the string ${JSON.stringify(value)}`;
  if (value === null || ["undefined", "number", "boolean", "bigint"].includes(typeof value)) return String(value);
  if (Array.isArray(value)) return "an array";
  if (typeof value !== "object") return `a ${typeof value}`;
  return isPlain(value) ? "an object" : (findJsonFault(value, "")?.what ?? "an object");
}

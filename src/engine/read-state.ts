/** Checks a state that a caller gives: an input, or the values of a resumption. */
import { isReservedKey, type State } from "../model/state.ts";
import { InvalidInput } from "./errors.ts";
import { copyJson, NotJson } from "./json.ts";
import { findJsonFault } from "./json-faults.ts";

/**
 * A copy of a state from outside.
 *
 * @param what what it is, as in "The input of Cafe"
 * @throws {InvalidInput} when it is no object, not JSON, or has a reserved key
 */
export function readState(given: unknown, what: string): State {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    const kind = given === null ? "null" : Array.isArray(given) ? "an array" : `a ${typeof given}`;
    throw new InvalidInput(`${what} must be an object, as in { key: value }, but it is ${kind}.`);
  }
  const reserved = Object.keys(given).find(isReservedKey);
  if (reserved !== undefined) {
    throw new InvalidInput(
      `${what} can't have the key '${reserved}': keys that begin with '$' are reserved for Orchwits. Give it another name.`,
    );
  }
  try {
    return copyJson(given as State);
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    const fault = findJsonFault(given, "");
    throw new InvalidInput(`${what} must be JSON, but ${fault?.path ? `'${fault.path}'` : "it"} is ${fault?.what}, which JSON can't hold.`);
  }
}

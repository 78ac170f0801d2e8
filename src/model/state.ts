/** The state that travels between steps: a JSON object. */

/** A value that JSON can hold without change. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The state of an execution. Keys that begin with `$` are reserved. */
export type State = Record<string, unknown>;

/** Whether a key belongs to Orchwits and so can't be a state key. */
export function isReservedKey(key: string): boolean {
  return key.startsWith("$");
}

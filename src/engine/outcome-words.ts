/** What is wrong with an outcome, in words: in full where people develop, in brief where each byte is loaded at every cold start. */
import { findJsonFault, findLossy, isPlain } from "./json.ts";

/** Sentences that go on from "Step 'x' ". */
export interface OutcomeWords {
  /** A move to what is no name. */
  target(to: unknown): string;
  /** Updates that are no object. */
  updates(to: string, updates: unknown): string;
  /** A dropped key that is no name. */
  drop(key: unknown): string;
  /** @param did as in "set 'order'" */
  lossy(did: string, value: unknown, path: string): string;
  /** What was returned in place of an outcome. */
  nonOutcome(returned: unknown): string;
}

const returnThis = 'Return this.next("step"), this.when(value, cases) or this.done(result).';
const sendPlain = "Send plain objects, arrays, strings, finite numbers, booleans and null.";
const lost = "would not survive JSON on its way to another function.";

export const briefWords: OutcomeWords = {
  target: () => "moved to what is no name of a step.",
  updates: (to) => `moved to '${to}' with updates that are no object.`,
  drop: () => "dropped what is no name of a key.",
  lossy: (did, value, path) => `${did}, but ${findLossy(value, path)} ${lost} ${sendPlain}`,
  nonOutcome: (returned) => `returned ${returned === undefined ? "undefined" : "something"} instead of an outcome. ${returnThis}`,
};

export const fullWords: OutcomeWords = {
  target: (to) => `moved to ${inWords(to)}, but a move names a step: this.next("name").`,
  updates: (to, updates) => `moved to '${to}' with ${inWords(updates)} as updates, but updates are an object: { key: value }.`,
  drop: (key) => `dropped ${inWords(key)}, but 'drop' takes names of keys, or "*" for all.`,
  lossy(did, value, path) {
    const { path: where, what } = findJsonFault(value, path) ?? { path, what: "a value that changes while it is read" };
    return `${did}, but ${where} is ${what}, which ${lost} ${adviceFor(what)}`;
  },
  nonOutcome: describeNonOutcome,
};

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
  return sendPlain;
}

function describeNonOutcome(returned: unknown): string {
  if (returned === undefined) return `ended without an outcome: it returned undefined. Is a 'return' missing? ${returnThis}`;
  if (typeof returned === "object" && returned !== null) {
    if ("$next" in returned) return "returned an object whose '$next' is not the name of a step. Write { $next: \"name\", … }.";
    if ("kind" in returned && ("to" in returned || "result" in returned)) {
      return `returned a copy of an outcome, which says nothing any more. Return what this.next or this.done gave, as it is.`;
    }
  }
  return `returned ${inWords(returned)}, which is not an outcome. ${returnThis}`;
}

/** A value in a few words. */
function inWords(value: unknown): string {
  if (typeof value === "string") return value.length > 40 ? "a string" : `the string ${JSON.stringify(value)}`;
  if (value === null || ["undefined", "number", "boolean", "bigint"].includes(typeof value)) return String(value);
  if (Array.isArray(value)) return "an array";
  if (typeof value !== "object") return `a ${typeof value}`;
  return isPlain(value) ? "an object" : (findJsonFault(value, "")?.what ?? "an object");
}

/** What is wrong with an outcome, in words. */
import { parseDuration } from "../model/duration.ts";
import { describeUnknown, type PipelineSteps } from "./collect-steps.ts";
import { isPlain } from "./json.ts";
import { findJsonFault } from "./json-faults.ts";
import type { OutcomeProblem } from "./outcome-fault.ts";

const returnThis = 'Return this.next("step"), this.when(value, cases) or this.done(result).';
const sendPlain = "Send plain objects, arrays, strings, finite numbers, booleans and null.";
const lost = "would not survive JSON on its way to another function.";

/** A sentence that goes on from "Step 'x' ". */
export function describeOutcomeFault(problem: OutcomeProblem, pipeline: PipelineSteps): string {
  switch (problem[0]) {
    case "nonOutcome":
      return describeNonOutcome(problem[1]);
    case "target":
      return `moved to ${inWords(problem[1])}, but a move names a step: this.next("name").`;
    case "unknown":
      return `moved to '${problem[1]}', but ${describeUnknown(pipeline, problem[1])}`;
    case "updates":
      return `moved to '${problem[1]}' with ${inWords(problem[2])} as updates, but updates are an object: { key: value }.`;
    case "reserved":
      return `set '${problem[1]}', but keys that begin with '$' are reserved for Orchwits. Give it another name.`;
    case "lossy":
      return describeLossy(problem[1], problem[2]);
    case "drop":
      return `dropped ${inWords(problem[1])}, but 'drop' takes names of keys, or "*" for all.`;
    case "after":
      return `asked to wait with 'after'. ${whyNoDuration(problem[1])}`;
  }
}

function describeLossy(value: unknown, key: string | undefined): string {
  const path = key ?? "result";
  const { path: where, what } = findJsonFault(value, path) ?? { path, what: "a value that changes while it is read" };
  const did = key === undefined ? "ended with a result" : `set '${key}'`;
  return `${did}, but ${where} is ${what}, which ${lost} ${adviceFor(what)}`;
}

function whyNoDuration(text: string): string {
  try {
    parseDuration(text);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
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

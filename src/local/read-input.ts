/** Checks what a run is given before it begins: an execution that starts wrong is hard to explain later. */
import { InvalidInput } from "../engine/errors.ts";
import { copyJson, isPlain } from "../engine/json.ts";
import { findJsonFault } from "../engine/json-faults.ts";
import { type Graph, graphVersion } from "../model/graph.ts";
import { nearestName } from "../model/nearest-name.ts";
import { isReservedKey, type State } from "../model/state.ts";

/**
 * A copy of the input as the state that the first step gets.
 *
 * @param pipeline the name of the class
 * @param from the first step
 * @throws {InvalidInput} when it is no JSON object, has a reserved key, or lacks a key that the first step needs
 */
export function readInput(pipeline: string, from: string, input: unknown, graph: Graph | undefined): State {
  if (input === undefined) return checkKeys(pipeline, from, {}, graph);
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    const kind = input === null ? "null" : Array.isArray(input) ? "an array" : `a ${typeof input}`;
    throw new InvalidInput(`The input of ${pipeline} must be an object, as in { key: value }, but it is ${kind}.`);
  }
  if (!isPlain(input))
    throw new InvalidInput(`The input of ${pipeline} must be a plain object, but it is ${findJsonFault(input, "")?.what}.`);
  const reserved = Object.keys(input).find(isReservedKey);
  if (reserved !== undefined) {
    throw new InvalidInput(
      `The input of ${pipeline} has the key '${reserved}', but keys that begin with '$' are reserved for Orchwits. Give it another name.`,
    );
  }
  const fault = findJsonFault(input, "");
  if (fault) {
    throw new InvalidInput(`The input of ${pipeline} must be JSON, but '${fault.path}' is ${fault.what}, which JSON can't hold.`);
  }
  return checkKeys(pipeline, from, copyJson(input as State), graph);
}

function checkKeys(pipeline: string, from: string, state: State, graph: Graph | undefined): State {
  if (!graph) return state;
  if (graph.version > graphVersion) {
    throw new InvalidInput(
      `The graph of ${pipeline} has version ${graph.version}, but this Orchwits knows up to ${graphVersion}. Update it.`,
    );
  }
  const reads = graph.steps.find(({ name }) => name === from)?.reads ?? {};
  const missing = Object.keys(reads).filter((key) => !reads[key]?.optional && !Object.hasOwn(state, key));
  if (missing.length === 0) return state;
  const needs = missing.map((key) => `'${key}' (${graph.types[reads[key]?.type ?? -1]?.text ?? "unknown"})`).join(", ");
  const unknown = Object.keys(state).filter((key) => !Object.hasOwn(reads, key));
  const meant = missing.map((key) => [key, nearestName(key, unknown)] as const).find(([, near]) => near !== undefined);
  throw new InvalidInput(
    `Step '${from}' of ${pipeline} needs ${needs}, but the input does not have ${missing.length > 1 ? "them" : "it"}.` +
      (meant ? ` It has '${meant[1]}': is that '${meant[0]}'?` : ""),
  );
}

/** What `orchwits resume` is to change in the state, from the words of the command line. */
import type { Graph, JsonSchema } from "../../model/graph.ts";
import type { StoredState } from "../../model/message.ts";
import { nearestName } from "../../model/nearest-name.ts";
import { isReservedKey } from "../../model/state.ts";
import { drawJsonFault, findJsonFault } from "../run/json-fault.ts";
import { readInput } from "../run/read-input.ts";
import { validate } from "../run/validate.ts";
import { UsageError } from "../usage-error.ts";

export interface ChangeWords {
  readonly input?: string;
  readonly set?: readonly string[];
  readonly drop?: readonly string[];
}

/** A change as the engine takes it, and the state after it. */
export interface Change {
  readonly state: Record<string, unknown> | undefined;
  readonly set: Readonly<Record<string, unknown>>;
  readonly drop: readonly string[];
  readonly after: StoredState;
}

/** @throws {UsageError} for values that are no JSON or don't fit, for reserved keys, and for keys to drop that are not there */
export function readChange(words: ChangeWords, before: StoredState, step: string, graph: Graph | undefined): Change {
  const { input, set: changes = [], drop = [] } = words;
  const state = input === undefined ? undefined : readInput(input);
  const set = Object.fromEntries(changes.map((word) => readSet(word, step, graph)));
  const base = state ?? before;
  for (const key of drop) checkDrop(key, base);
  const kept = Object.entries(base).filter(([key]) => !drop.includes(key));
  return { state, set, drop, after: { ...Object.fromEntries(kept), ...set } };
}

/** Whether anything is to be changed at all. */
export function changesAnything({ input, set = [], drop = [] }: ChangeWords): boolean {
  return input !== undefined || set.length > 0 || drop.length > 0;
}

function readSet(word: string, step: string, graph: Graph | undefined): readonly [string, unknown] {
  const equals = word.indexOf("=");
  if (equals <= 0) throw new UsageError(`'--set ${word}' is no key=value. Write for example: --set beans=12`);
  const [key, text] = [word.slice(0, equals), word.slice(equals + 1)];
  if (isReservedKey(key)) throw new UsageError(`'--set ${key}=…' can't be: keys that begin with '$' are reserved.`);
  return [key, readValue(key, text, schemaOf(key, step, graph))];
}

/** JSON first: what a command prints to be pasted is JSON. A text may stand without quotes where one is expected. */
function readValue(key: string, text: string, schema: JsonSchema): unknown {
  const json = parse(text);
  if (json && validate(json.value, schema, key).length === 0) return json.value;
  const constrained = Object.keys(schema).length > 0;
  const faults = validate(text, schema, key);
  if (constrained && faults.length === 0) return text;
  if (!json && !constrained) throw new UsageError(notJson(key, text));
  throw new UsageError(`--set: ${(json ? validate(json.value, schema, key) : faults).join(" ")}`);
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function schemaOf(key: string, step: string, graph: Graph | undefined): JsonSchema {
  const steps = graph?.steps ?? [];
  const reader = [...steps.filter(({ name }) => name === step), ...steps].find(({ reads }) => Object.hasOwn(reads, key));
  const type = reader?.reads[key] && graph?.types[reader.reads[key].type];
  if (!type) return {};
  const { text, schema } = type;
  return text === "string" || text === "number" || text === "boolean" ? { type: text } : schema;
}

function notJson(key: string, text: string): string {
  const fault = findJsonFault(text);
  const where = fault ? ` Look at ${drawJsonFault(text, fault)}\n` : " ";
  return `The value of '--set ${key}=…' is not JSON.${where}A text stands in double quotes: --set '${key}=${JSON.stringify(text)}'`;
}

function checkDrop(key: string, state: StoredState): void {
  if (Object.hasOwn(state, key)) return;
  const keys = Object.keys(state);
  const meant = nearestName(key, keys);
  const hint = meant !== undefined ? `Did you mean '${meant}'?` : keys.length > 0 ? `It has ${keys.join(", ")}.` : "It is empty.";
  throw new UsageError(`'--drop ${key}' drops nothing: the state has no key '${key}'. ${hint}`);
}

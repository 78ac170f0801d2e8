/** Compares an input with what a step reads: what is missing, what does not fit, what nobody would ever see. */

import type { Graph, GraphType, JsonSchema, Step, TypeIndex } from "../../model/graph.ts";
import { liveKeys } from "../../model/live-keys.ts";
import { nearestName } from "../../model/nearest-name.ts";
import { validate } from "./validate.ts";

/** A key that a step needs. */
export interface NeededKey {
  readonly key: string;
  /** The type as its author wrote it. */
  readonly text: string;
  readonly schema: JsonSchema;
}

/** What there is to say about an input. */
export interface InputFindings {
  readonly missing: readonly NeededKey[];
  /** One sentence for each value that does not fit. */
  readonly misfits: readonly string[];
  /** One sentence for each key that no step would read. */
  readonly unread: readonly string[];
}

/** Examines the input of a step that exists. */
export function examineInput(graph: Graph, step: Step, input: Readonly<Record<string, unknown>>): InputFindings {
  const missing: NeededKey[] = [];
  const misfits: string[] = [];
  for (const [key, { type, optional }] of Object.entries(step.reads)) {
    const { text, schema } = typeAt(graph, type);
    if (Object.hasOwn(input, key)) misfits.push(...validate(input[key], schema, key));
    else if (!optional) missing.push({ key, text, schema });
  }
  return { missing, misfits, unread: unreadKeys(graph, step, input) };
}

/** Schemas are read for what `start` reads only; of other steps, the plain types can be told from their text. */
function typeAt(graph: Graph, index: TypeIndex): GraphType {
  const { text, schema } = graph.types[index] ?? { text: "unknown", schema: {} };
  const plain = text === "string" || text === "number" || text === "boolean";
  return { text, schema: plain ? { type: text } : schema };
}

function unreadKeys(graph: Graph, step: Step, input: Readonly<Record<string, unknown>>): string[] {
  const live = liveKeys(graph).get(step.name) ?? "all";
  if (live === "all") return [];
  const absent = [...new Set([...Object.keys(step.reads), ...live])].filter((key) => !Object.hasOwn(input, key));
  return Object.keys(input)
    .filter((key) => !live.has(key))
    .map((key) => {
      const meant = nearestName(key, absent);
      return `No step reads '${key}', so it is left out.${meant === undefined ? "" : ` Did you mean '${meant}'?`}`;
    });
}

/** A value that a schema allows, to show how an input is written. */
export function exampleOf(schema: JsonSchema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return exampleOf(schema.anyOf.find(({ type }) => type !== "null") ?? {});
  if (schema.type === "number") return 0;
  if (schema.type === "boolean") return true;
  if (schema.type === "null") return null;
  if (schema.type === "array") return (schema.prefixItems ?? []).map(exampleOf);
  if (schema.type !== "object") return "…";
  return Object.fromEntries((schema.required ?? []).map((key) => [key, exampleOf(schema.properties?.[key] ?? {})]));
}

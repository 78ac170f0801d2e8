/** TEMP */

import { parseDuration } from "../../model/duration.ts";
import type { Graph, JsonSchema, Step } from "../../model/graph.ts";

export function successorsOf(step: Step): string[] {
  return [...new Set(step.edges.flatMap((e) => (e.kind === "next" && e.to !== null ? [e.to] : [])))];
}
export function delaysOf(step: Step): { to: string; short: boolean; long: boolean }[] {
  const found: { to: string; short: boolean; long: boolean }[] = [];
  for (const edge of step.edges) {
    if (edge.kind !== "next" || edge.after === undefined || edge.to === null) continue;
    let ms: number | undefined;
    try {
      ms = parseDuration(edge.after);
    } catch {}
    if (ms !== 0) found.push({ to: edge.to, short: ms === undefined || ms <= 900_000, long: ms === undefined || ms > 900_000 });
  }
  if (step.retries) {
    found.push({ to: step.name, short: true, long: step.options.retry === undefined });
  }
  return found;
}
export function inCycle(graph: Graph): ReadonlySet<string> {
  const next = new Map(graph.steps.map((s) => [s.name, successorsOf(s)]));
  const result = new Set<string>();
  for (const { name } of graph.steps) {
    const seen = new Set(next.get(name));
    for (const one of seen) for (const to of next.get(one) ?? []) seen.add(to);
    if (seen.has(name)) result.add(name);
  }
  return result;
}
function large(schema: JsonSchema | undefined): boolean {
  if (!schema) return true;
  if (schema.const !== undefined || schema.enum) return false;
  if (schema.anyOf) return schema.anyOf.some(large);
  return !(schema.type === "number" || schema.type === "boolean" || schema.type === "null");
}
export function largeReads(graph: Graph, step: Step): string[] {
  return Object.entries(step.reads)
    .filter(([, { type }]) => large(graph.types[type]?.schema))
    .map(([k]) => k);
}
export function largeWrites(graph: Graph, step: Step): { keys: string[]; more: boolean; result: boolean } {
  const keys = new Set<string>();
  let more = false;
  let result = false;
  for (const e of step.edges) {
    if (e.kind === "done") result ||= e.result !== undefined && large(graph.types[e.result]?.schema);
    else {
      more ||= e.setsMore;
      for (const [k, { type }] of Object.entries(e.sets)) if (large(graph.types[type]?.schema)) keys.add(k);
    }
  }
  return { keys: [...keys], more, result };
}

/** The words that all formats share: what a step reads and what an edge changes. */
import type { Edge, Graph, Place, Step } from "../model/graph.ts";

/** The text on one line, its middle left out where it is longer than `limit` characters. */
export function shorten(text: string, limit: number): string {
  const characters = [...text.replace(/[\s\p{Cc}]+/gu, " ").trim()];
  if (characters.length <= limit) return characters.join("");
  const head = Math.ceil((limit - 1) * 0.6);
  return `${characters.slice(0, head).join("").trimEnd()}…${characters
    .slice(characters.length - (limit - 1 - head))
    .join("")
    .trimStart()}`;
}

/** The names in a fixed order: by code unit, as the graph's keys are. */
export function sortedKeys(record: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(record).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** What a step takes, as `beans, milk?`; undefined where it takes nothing. */
export function wordReads(step: Step): string | undefined {
  const names = sortedKeys(step.reads).map((key) => (step.reads[key]?.optional ? `${key}?` : key));
  if (step.readsAll) names.push(names.length > 0 ? "and all else" : "the whole state");
  return names.length > 0 ? names.join(", ") : undefined;
}

/** What an edge does to the state and when, as `drops milk, sets beans, after 30s`; undefined where it changes nothing. */
export function wordChanges(graph: Graph, edge: Edge): string | undefined {
  if (edge.kind === "done") {
    const result = edge.result === undefined ? undefined : graph.types[edge.result]?.text;
    return result === undefined || result === "undefined" || result === "void" ? undefined : `result ${shorten(result, 80)}`;
  }
  const parts: string[] = [];
  if (edge.drops === "*") parts.push("drops everything");
  else if (edge.drops.length > 0) parts.push(`drops ${edge.drops.join(", ")}`);
  const set = sortedKeys(edge.sets).map((key) => (edge.sets[key]?.optional ? `${key}?` : key));
  if (edge.setsMore) set.push("more");
  if (set.length > 0) parts.push(`sets ${set.join(", ")}`);
  if (edge.after !== undefined) parts.push(`after ${shorten(edge.after, 60)}`);
  return parts.length > 0 ? parts.join(", ") : undefined;
}

/** The place as editors and terminals understand it. */
export function wordPlace(at: Place): string {
  return `${at.file}:${at.line}:${at.column}`;
}

/** How findings put names, keys, types and paths into words, the same in every rule. */
import type { Graph, Step, TypeIndex } from "../model/graph.ts";

const longestPath = 8;
const longestType = 80;

/** A path for people: `start → tea → coffee`, its middle left out where it is long. */
export function wordPath(path: readonly string[]): string {
  if (path.length <= longestPath) return path.join(" → ");
  return [...path.slice(0, 3), `(${path.length - 6} more)`, ...path.slice(-3)].join(" → ");
}

/** Names for people: `'a', 'b' and 3 more`. */
export function wordNames(names: readonly string[], most = 4): string {
  const shown = names.length > most ? names.slice(0, most - 1) : names;
  const parts = [...shown.map((name) => `'${name}'`), ...(names.length > shown.length ? [`${names.length - shown.length} more`] : [])];
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

/** A key as it stands in an object: quoted where it is no plain name. */
export function wordKey(key: string): string {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(key) ? key : JSON.stringify(key);
}

/** A reserved key without what makes it one: how to name it instead. */
export function plainName(reserved: string): string {
  return reserved.replace(/^\$+/, "") || "value";
}

/** A type as its author would write it, cut where it is long. */
export function wordType(graph: Graph, type: TypeIndex): string {
  const text = (graph.types[type]?.text ?? "unknown").replaceAll(/\s+/g, " ");
  return text.length > longestType ? `${text.slice(0, longestType - 1)}…` : text;
}

/** The name of the step at an index. */
export function nameOf(graph: Graph, step: number): string {
  return (graph.steps[step] as Step).name;
}

/** A sentence's beginning. */
export function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

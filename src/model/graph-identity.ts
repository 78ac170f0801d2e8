/** What makes a graph the graph that it is: all that it says but the places, which change with every comment. */
import type { Graph } from "./graph.ts";

/** A text that two graphs share exactly when an execution could tell no difference between them. Meant to be hashed. */
export function identityOf(graph: Graph): string {
  return JSON.stringify(graph, (_key, value) => (isPlace(value) ? 0 : value));
}

function isPlace(value: unknown): boolean {
  return typeof value === "object" && value !== null && "file" in value && "line" in value && "endColumn" in value;
}

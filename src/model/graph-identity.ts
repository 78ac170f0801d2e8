/** What makes a graph the graph that it is for state in flight: what steps read, and which keys moves set and drop. All else can change. */
import type { Edge, Graph, Read, Step, Update } from "./graph.ts";

/**
 * A text that two graphs share exactly when an execution could tell no difference between them by its state. Meant to be hashed.
 *
 * Neither places nor descriptions nor options count, so that a comment or a step's memory changes no bundle but that step's own.
 */
export function identityOf({ pipeline, steps, types }: Graph): string {
  // By what it says, as its number depends on what else there is.
  const readsOf = (reads: Readonly<Record<string, Read>>) =>
    Object.entries(reads).map(([key, { type, optional }]) => [key, { text: types[type]?.text, schema: types[type]?.schema }, optional]);
  const edgeOf = (edge: Edge) =>
    edge.kind === "done" ? edge.kind : { to: edge.to, sets: setsOf(edge.sets), more: edge.setsMore, drops: edge.drops };
  const stepOf = ({ name, reads, readsAll, edges }: Step) => ({
    name,
    reads: readsOf(reads),
    readsAll,
    // Which of the ways it takes is not told by the state.
    edges: [...new Set(edges.map((edge) => JSON.stringify(edgeOf(edge))))].sort(),
  });
  return JSON.stringify({ pipeline, steps: [...steps].sort((one, other) => (one.name < other.name ? -1 : 1)).map(stepOf) });
}

/** Without types: what was set before was fit for the same reads on the same ways. */
function setsOf(sets: Readonly<Record<string, Update>>): readonly (readonly [key: string, optional: boolean])[] {
  return Object.entries(sets).map(([key, { optional }]) => [key, optional]);
}

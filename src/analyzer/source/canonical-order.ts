/** Puts a graph in the one order that its meaning gives it, so that the same pipeline always has the same bytes. */
import type { Edge, Graph, GraphType, Read, Step, TypeIndex, Update } from "../../model/graph.ts";
import type { TypeTable } from "./type-table.ts";

/** Completes a graph with its types, numbered by first use, and its steps in breadth-first order. */
export function inCanonicalOrder(graph: Omit<Graph, "types" | "mismatches">, table: TypeTable): Graph {
  const steps = breadthFirst(graph.steps);
  const numbers = new Map<TypeIndex, TypeIndex>();
  const inputTypes = new Set<TypeIndex>();
  const renumber = (index: TypeIndex): TypeIndex => {
    if (!numbers.has(index)) numbers.set(index, numbers.size);
    return numbers.get(index) ?? 0;
  };
  const numbered = steps.map((step): Step => {
    const reads = mapValues(step.reads, (read: Read) => ({ ...read, type: renumber(read.type) }));
    if (step.name === "start") for (const { type } of Object.values(step.reads)) inputTypes.add(type);
    return { ...step, reads, edges: step.edges.map((edge) => renumbered(edge, renumber)) };
  });
  const types = [...numbers.keys()].map((index): GraphType => table.describe(index, inputTypes.has(index)));
  return { ...graph, steps: numbered, types, mismatches: findMismatches(steps, table, renumber) };
}

function breadthFirst(steps: readonly Step[]): Step[] {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const reached = new Map<string, Step>();
  const start = byName.get("start");
  if (start) reached.set("start", start);
  for (const step of reached.values()) {
    for (const edge of step.edges) {
      const target = edge.kind === "next" && edge.to !== null ? byName.get(edge.to) : undefined;
      if (target) reached.set(target.name, target);
    }
  }
  const unreached = steps.filter(({ name }) => !reached.has(name)).sort((one, other) => (one.name < other.name ? -1 : 1));
  return [...reached.values(), ...unreached];
}

function renumbered(edge: Edge, renumber: (index: TypeIndex) => TypeIndex): Edge {
  if (edge.kind === "done") return edge.result === undefined ? edge : { ...edge, result: renumber(edge.result) };
  return { ...edge, sets: mapValues(edge.sets, (update: Update) => ({ ...update, type: renumber(update.type) })) };
}

/** Compares what is set or read earlier with what is read, key by key: types under different keys never meet. */
function findMismatches(
  steps: readonly Step[],
  table: TypeTable,
  renumber: (index: TypeIndex) => TypeIndex,
): (readonly [TypeIndex, TypeIndex])[] {
  const set = new Map<string, Set<TypeIndex>>();
  const read = new Map<string, Set<TypeIndex>>();
  const note = (into: Map<string, Set<TypeIndex>>, key: string, type: TypeIndex) => {
    into.set(key, (into.get(key) ?? new Set()).add(type));
  };
  for (const step of steps) {
    for (const [key, { type }] of Object.entries(step.reads)) {
      note(read, key, type);
      // The input sets what `start` reads; and whether an earlier step's read answers for a later one hangs on both types.
      note(set, key, type);
    }
    for (const edge of step.edges) {
      if (edge.kind === "next") for (const [key, { type }] of Object.entries(edge.sets)) note(set, key, type);
    }
  }
  const found = new Map<string, readonly [TypeIndex, TypeIndex]>();
  for (const [key, readTypes] of read) {
    for (const from of set.get(key) ?? []) {
      for (const to of readTypes) {
        if (!table.accepts(to, from)) found.set(`${from}:${to}`, [renumber(from), renumber(to)]);
      }
    }
  }
  return [...found.values()].sort((one, other) => one[0] - other[0] || one[1] - other[1]);
}

function mapValues<V, W>(record: Readonly<Record<string, V>>, change: (value: V) => W): Record<string, W> {
  const changed: Record<string, W> = {};
  for (const [key, value] of Object.entries(record)) {
    // Not an assignment: a key may be named `__proto__`.
    Object.defineProperty(changed, key, { value: change(value), enumerable: true });
  }
  return changed;
}

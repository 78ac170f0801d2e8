/** Liveness: which keys may still be read once a step begins. A dataflow backwards over the edges. */
import { addBit, type BitSet, bitsOf, hasBit, makeBitSet, makeFullBitSet, removeBit, unite } from "./bit-set.ts";
import type { Graph, NextEdge, Step } from "./graph.ts";
import { postorder } from "./postorder.ts";

/** The answers of the analysis. */
export interface Liveness {
  /** The keys that the graph names and that are live, sorted. */
  liveKeys(step: string): Iterable<string>;
  /** Whether a key that the graph names may be read by a step or by what follows it, before it is overwritten or dropped. */
  isLive(step: string, key: string): boolean;
  /** Whether keys that the graph doesn't name may be read. */
  isAllLive(step: string): boolean;
}

/** Whether a step may do more than its edges and reads tell. */
export function isOpaque(step: Step): boolean {
  return step.unread.length > 0 || step.strays.some(({ type }) => type === "any" || type === "unknown");
}

/** The keys that the graph names: read, set or dropped somewhere, sorted. */
export function namedKeys(graph: Graph): string[] {
  const keys = new Set<string>();
  for (const step of graph.steps) {
    for (const key of Object.keys(step.reads)) keys.add(key);
    for (const edge of step.edges) {
      if (edge.kind !== "next") continue;
      for (const key of Object.keys(edge.sets)) keys.add(key);
      if (edge.drops !== "*") for (const key of edge.drops) keys.add(key);
    }
  }
  return [...keys].sort();
}

/** Computes what is live on entry to each step, of unreached ones too: an execution may be resumed anywhere. */
export function findLiveness(graph: Graph): Liveness {
  const keys = namedKeys(graph);
  const keyIndex = new Map(keys.map((key, index) => [key, index]));
  const stepIndex = new Map(graph.steps.map((step, index) => [step.name, index]));
  const everything = makeFullBitSet(keys.length + 1);
  const live = graph.steps.map((step) => {
    if (step.readsAll || isOpaque(step)) return everything.slice();
    const own = makeBitSet(keys.length + 1);
    for (const key of Object.keys(step.reads)) addBit(own, keyIndex.get(key) as number);
    return own;
  });
  const successors = graph.steps.map((step) =>
    step.edges.flatMap((edge) => (edge.kind === "next" ? (stepIndex.get(edge.to ?? "") ?? []) : [])),
  );
  const predecessors: number[][] = graph.steps.map(() => []);
  successors.forEach((targets, from) => {
    for (const to of targets) predecessors[to]?.push(from);
  });

  const order = postorder(successors);
  const dirty = makeFullBitSet(graph.steps.length);
  for (let again = true; again; ) {
    again = false;
    for (const index of order) {
      if (!hasBit(dirty, index)) continue;
      removeBit(dirty, index);
      let changed = false;
      for (const edge of (graph.steps[index] as Step).edges) {
        if (edge.kind !== "next" || edge.drops === "*") continue;
        const target = edge.to === null ? undefined : stepIndex.get(edge.to);
        const beyond = target === undefined ? everything : (live[target] as BitSet);
        changed = passBack(live[index] as BitSet, beyond, edge, keyIndex) || changed;
      }
      if (!changed) continue;
      for (const from of predecessors[index] as number[]) addBit(dirty, from);
      again = true;
    }
  }

  const at = (step: string) => live[stepIndex.get(step) as number] as BitSet;
  return {
    *liveKeys(step) {
      for (const bit of bitsOf(at(step))) if (bit < keys.length) yield keys[bit] as string;
    },
    isLive: (step, key) => hasBit(at(step), keyIndex.get(key) as number),
    isAllLive: (step) => hasBit(at(step), keys.length),
  };
}

/** Adds to `own` what is live `beyond` an edge and was not made or ended by it; says whether that changed anything. */
function passBack(own: BitSet, beyond: BitSet, edge: NextEdge, keyIndex: ReadonlyMap<string, number>): boolean {
  const stopped: number[] = [];
  const stop = (key: string) => {
    const index = keyIndex.get(key) as number;
    if (!hasBit(own, index)) stopped.push(index);
  };
  for (const [key, update] of Object.entries(edge.sets)) if (!update.optional) stop(key);
  for (const key of edge.drops) stop(key);
  if (stopped.length === 0) return unite(own, beyond);
  const passing = beyond.slice();
  for (const index of stopped) removeBit(passing, index);
  return unite(own, passing);
}

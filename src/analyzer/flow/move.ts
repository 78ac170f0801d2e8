/** A move between two steps, resolved: what the analyses walk along instead of the source's edges. */
import type { Graph, NextEdge, Place, Step, TypeIndex } from "../../model/graph.ts";

/** Where the input comes from, in place of a step's index. */
export const input = -1;

/** What a move sets under a key: an update, or what `start` reads from the input. */
export interface Setting {
  readonly type: TypeIndex;
  readonly optional: boolean;
  /** What JSON would change in it, which is a fault of its own. */
  readonly lossy?: string;
  readonly at: Place;
}

/** A move from one step to another that exists, or of the input into `start`. Steps are indexes into the graph's list. */
export interface Move {
  /** A step, or {@link input}. */
  readonly from: number;
  readonly to: number;
  /** Absent for the input. */
  readonly edge?: NextEdge;
  readonly sets: ReadonlyMap<string, Setting>;
  readonly setsMore: boolean;
  readonly drops: ReadonlySet<string> | "*";
}

/** For each step its moves to steps that exist, in source order. */
export function listMoves(graph: Graph, stepIndex: ReadonlyMap<string, number>): Move[][] {
  return graph.steps.map((step, from) =>
    step.edges.flatMap((edge): Move[] => {
      const to = edge.kind === "next" && edge.to !== null ? stepIndex.get(edge.to) : undefined;
      if (edge.kind !== "next" || to === undefined) return [];
      const drops = edge.drops === "*" ? "*" : new Set(edge.drops);
      return [{ from, to, edge, sets: new Map(Object.entries(edge.sets)), setsMore: edge.setsMore, drops }];
    }),
  );
}

/** The input as a move: it gives exactly what `start` reads. */
export function inputMove(start: Step, to: number): Move {
  return { from: input, to, sets: new Map(Object.entries(start.reads)), setsMore: start.readsAll, drops: "*" };
}

/** Whether a move gives the key a value for certain. */
export function surelySets(move: Move, key: string): boolean {
  return move.sets.get(key)?.optional === false;
}

/** Whether a move removes the key, although it may set it anew. */
export function drops(move: Move, key: string): boolean {
  return move.drops === "*" || move.drops.has(key);
}

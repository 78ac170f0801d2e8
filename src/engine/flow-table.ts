/** What a worker needs to know of a graph: which keys each step reads, and which must travel to it. */
import { hash } from "node:crypto";
import type { Graph } from "../model/graph.ts";
import { identityOf } from "../model/graph-identity.ts";
import { liveKeys } from "../model/live-keys.ts";

export interface FlowTable {
  /** The hash of the graph, which tells whether it is the same. */
  readonly graph: string;
  /** By step: the keys whose values it is given. */
  readonly reads: ReadonlyMap<string, ReadonlySet<string> | "all">;
  /** By step: the keys that travel to it, for itself or for those after it. */
  readonly live: ReadonlyMap<string, ReadonlySet<string> | "all">;
}

export function makeFlowTable(graph: Graph): FlowTable {
  return {
    graph: hash("sha256", identityOf(graph), "hex"),
    reads: new Map(graph.steps.map(({ name, reads, readsAll }) => [name, readsAll ? "all" : new Set(Object.keys(reads))])),
    live: liveKeys(graph),
  };
}

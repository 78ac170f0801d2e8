/** Live keys: what must travel into each step, so that everything else can be left behind. */
import type { Graph } from "./graph.ts";
import { findLiveness } from "./liveness.ts";

/**
 * For each step the keys that it, or a step reachable from it, may still read on entry before they are overwritten or dropped.
 *
 * `"all"` where a step that takes the whole state may see keys that the graph doesn't name, and where the graph can't tell.
 *
 * @example liveKeys(cafe).get("coffee") // Set { "beans" }
 */
export function liveKeys(graph: Graph): ReadonlyMap<string, ReadonlySet<string> | "all"> {
  const liveness = findLiveness(graph);
  return new Map(graph.steps.map(({ name }) => [name, liveness.isAllLive(name) ? "all" : new Set(liveness.liveKeys(name))]));
}

/** The check: from a graph to findings. Pure, so that it gives the same answer wherever a graph is. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Graph } from "../model/graph.ts";
import { survey } from "./flow/survey.ts";
import { rules } from "./rules/rules.ts";

/**
 * Finds the faults of a pipeline, each once, sorted by place and code.
 *
 * @example check(graph).filter(({ severity }) => severity === "error")
 */
export function check(graph: Graph): Diagnostic[] {
  const surveyed = survey(graph);
  return rules.flatMap((rule) => [...rule(surveyed)]).sort(byPlace);
}

function byPlace(one: Diagnostic, other: Diagnostic): number {
  return (
    compare(one.at?.file ?? "", other.at?.file ?? "") ||
    (one.at?.line ?? 0) - (other.at?.line ?? 0) ||
    (one.at?.column ?? 0) - (other.at?.column ?? 0) ||
    compare(one.code, other.code) ||
    compare(one.message, other.message)
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

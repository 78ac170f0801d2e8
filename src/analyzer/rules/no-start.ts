/** OW104: a pipeline has no step where it could begin. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import { nearestName } from "../../model/nearest-name.ts";
import type { Rule } from "./rule.ts";

export const noStart: Rule = function* ({ graph, start, stepIndex }) {
  if (start !== undefined) return;
  const near = nearestName("start", stepIndex.keys());
  const what = graph.steps.length === 0 ? "no steps" : "no step named 'start', where executions begin";
  yield diagnose("OW104", `Pipeline '${graph.pipeline}' has ${what}.`, {
    at: graph.at,
    fix: near === undefined ? "Add one: `@step() start() { … }`." : `Rename '${near}' to 'start', or add a step named 'start'.`,
  });
};

/** OW103: a move to something that is not a step. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import { nearestName } from "../../model/nearest-name.ts";
import type { Rule } from "./rule.ts";

export const unknownStep: Rule = function* ({ graph, stepIndex }) {
  for (const step of graph.steps) {
    for (const edge of step.edges) {
      if (edge.kind !== "next" || edge.to === null || stepIndex.has(edge.to)) continue;
      const near = nearestName(edge.to, stepIndex.keys());
      yield diagnose("OW103", `Step '${step.name}' moves to '${edge.to}', which is not a step of '${graph.pipeline}'.`, {
        at: edge.at,
        step: step.name,
        fix:
          near === undefined
            ? `Write a method '${edge.to}' with \`@step()\`, or move to a step that exists. If the method exists, it lacks its \`@step()\`.`
            : `Did you mean '${near}'? If there is a method '${edge.to}', it lacks its \`@step()\`.`,
      });
    }
  }
};

/** OW301: a target that is not a literal. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import type { Rule } from "./rule.ts";

export const unknownTarget: Rule = function* ({ graph }) {
  for (const step of graph.steps) {
    for (const edge of step.edges) {
      if (edge.kind !== "next" || edge.to !== null) continue;
      yield diagnose("OW301", `Step '${step.name}' moves to a step whose name is not a literal, so where it leads can't be checked.`, {
        at: edge.at,
        step: step.name,
        fix: 'Name the step: `this.next("…")`. To choose between steps, use `this.when`, `if` or `switch` with one move each.',
      });
    }
  }
};

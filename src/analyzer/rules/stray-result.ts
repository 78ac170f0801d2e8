/** OW302: a step that may return something else than an outcome. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import type { Rule } from "./rule.ts";

export const strayResult: Rule = function* ({ graph }) {
  for (const step of graph.steps) {
    for (const { type, at } of step.strays) {
      const message =
        type === "undefined" || type === "void"
          ? "may end without an outcome"
          : type === "any" || type === "unknown"
            ? `returns '${type}', which doesn't say where to go next`
            : `may return ${type}, which is not an outcome`;
      yield diagnose("OW302", `Step '${step.name}' ${message}.`, {
        at,
        step: step.name,
        fix: "End every way through the step with `return this.next(…)`, `return this.when(…)`, `return this.done(…)` or a `throw`.",
      });
    }
  }
};

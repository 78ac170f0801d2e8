/** OW201: a value that does not survive JSON. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import { isReservedKey } from "../../model/state.ts";
import type { Rule } from "./rule.ts";

const fix = "Set what JSON can hold: text, numbers, true or false, null, arrays and plain objects. A Date travels as `date.toISOString()`.";

export const lossyValue: Rule = function* ({ graph }) {
  for (const step of graph.steps) {
    for (const edge of step.edges) {
      if (edge.kind === "done") {
        if (edge.lossy === undefined) continue;
        yield diagnose("OW201", `Step '${step.name}' ends with a result that would not survive JSON: ${edge.lossy}.`, {
          at: edge.at,
          step: step.name,
          fix,
        });
        continue;
      }
      if (edge.lossy !== undefined) {
        yield diagnose("OW201", `Step '${step.name}' sets values that would not survive JSON: ${edge.lossy}.`, {
          at: edge.at,
          step: step.name,
          fix,
        });
      }
      for (const [key, update] of Object.entries(edge.sets)) {
        if (update.lossy === undefined || isReservedKey(key)) continue;
        yield diagnose("OW201", `Step '${step.name}' sets '${key}', which would not survive JSON: ${update.lossy}.`, {
          at: update.at,
          step: step.name,
          key,
          fix,
        });
      }
    }
  }
};

/** OW401: names that collide or outgrow their limit once deployed. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import { nameFaults } from "../../model/name-faults.ts";
import type { Rule } from "./rule.ts";

export const undeployableName: Rule = function* ({ graph, stepIndex }) {
  for (const { step = "", message, fix } of nameFaults(graph)) {
    const at = graph.steps[stepIndex.get(step) ?? -1]?.at ?? graph.at;
    yield diagnose("OW401", message, { at, step, fix });
  }
};

/** OW203: a drop of a key that is never there. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import { nearestName } from "../../model/nearest-name.ts";
import { reachedSteps } from "../flow/survey.ts";
import type { Rule } from "./rule.ts";

export const needlessDrop: Rule = function* (survey) {
  const { opaque, presence, start } = survey;
  // Where it isn't known what arrives, nothing can be called absent.
  if (opaque || start === undefined) return;
  for (const [index, step] of reachedSteps(survey)) {
    for (const edge of step.edges) {
      if (edge.kind !== "next" || edge.drops === "*") continue;
      for (const key of edge.drops) {
        if (presence.may(index, key)) continue;
        const near = nearestName(key, presence.possible(index));
        yield diagnose("OW203", `Step '${step.name}' drops '${key}', which is never there: no path to '${step.name}' provides it.`, {
          at: edge.at,
          step: step.name,
          key,
          fix: near === undefined ? `Remove '${key}' from \`drop\`.` : `Did you mean '${near}'? Otherwise remove '${key}' from \`drop\`.`,
        });
      }
    }
  }
};

/** OW101: a step needs a key that some path does not provide. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import { isReservedKey } from "../../model/state.ts";
import { findArrivals, pathOf } from "../flow/arrivals.ts";
import { blame } from "../flow/blame.ts";
import { reachedSteps } from "../flow/survey.ts";
import { capitalize, wordKey, wordPath, wordType } from "../wording.ts";
import type { Rule } from "./rule.ts";

export const missingKey: Rule = function* (survey) {
  for (const [index, step] of reachedSteps(survey)) {
    for (const [key, read] of Object.entries(step.reads)) {
      if (read.optional || isReservedKey(key)) continue;
      const arrivals = findArrivals(survey, index, key, read);
      const shortest = arrivals.lacking[0];
      if (!shortest) continue;
      const path = pathOf(survey, arrivals, shortest);
      const type = wordType(survey.graph, read.type);
      const { reason, related, meant, fix } = blame(survey, index, key, type, arrivals);
      yield diagnose("OW101", `Step '${step.name}' needs '${key}', which is missing on the path ${wordPath(path)}: ${reason}.`, {
        at: read.at,
        step: step.name,
        key,
        path,
        related,
        fix: `${meant ? `Did you mean '${meant}', which arrives here? Otherwise ${fix}` : capitalize(fix)}, or let '${step.name}' do without it: \`${wordKey(key)}?: ${type}\`.`,
      });
    }
  }
};

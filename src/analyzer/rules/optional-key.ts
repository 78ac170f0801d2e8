/** OW107: an optional key that no path, or not every path, provides. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import { isReservedKey } from "../../model/state.ts";
import { findArrivals, pathOf } from "../flow/arrivals.ts";
import { blame } from "../flow/blame.ts";
import { reachedSteps } from "../flow/survey.ts";
import { capitalize, wordPath, wordType } from "../wording.ts";
import type { Rule } from "./rule.ts";

export const optionalKey: Rule = function* (survey) {
  for (const [index, step] of reachedSteps(survey)) {
    // What is optional in the input is for the caller to decide.
    if (index === survey.start) continue;
    for (const [key, read] of Object.entries(step.reads)) {
      if (!read.optional || isReservedKey(key) || survey.presence.must(index, key)) continue;
      const never = !survey.presence.may(index, key);
      if (never && survey.opaque) continue;
      const arrivals = findArrivals(survey, index, key, read);
      const shortest = arrivals.lacking[0];
      // Without a shortest path, an earlier step that takes the key as optional too is the one to hear about it.
      if (!shortest) continue;
      const path = pathOf(survey, arrivals, shortest);
      const { reason, related, meant, fix } = blame(survey, index, key, wordType(survey.graph, read.type), arrivals);
      yield never
        ? diagnose("OW107", `Step '${step.name}' takes '${key}', which no path provides: it is always missing.`, {
            at: read.at,
            step: step.name,
            key,
            path,
            fix: `${meant ? `Did you mean '${meant}', which arrives here? Otherwise ${fix}` : capitalize(fix)}, or remove '${key}' from '${step.name}'.`,
          })
        : diagnose("OW107", `Step '${step.name}' runs without '${key}' on the path ${wordPath(path)}: ${reason}.`, {
            at: read.at,
            step: step.name,
            key,
            path,
            related,
            fix: `Nothing, if '${step.name}' is made for that. Otherwise ${fix}.`,
          });
    }
  }
};

/** OW303: something in a step that the analyzer can't read soundly. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import { capitalize } from "../wording.ts";
import type { Rule } from "./rule.ts";

export const unsoundReading: Rule = function* ({ graph }) {
  for (const step of graph.steps) {
    for (const { reason, fix, at } of step.unread) {
      yield diagnose("OW303", `${capitalize(reason.replace(/\.$/, ""))}.`, {
        at,
        step: step.name,
        ...(fix === undefined ? {} : { fix }),
      });
    }
  }
};

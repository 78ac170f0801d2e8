/** OW201: a value that does not survive JSON. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import { isReservedKey } from "../../model/state.ts";
import type { Rule } from "./rule.ts";

const whatFits = "Set what JSON can hold: text, numbers, true or false, null, arrays and plain objects.";

/** How what is often set can travel, by what it is. */
const travels: Readonly<Record<string, string>> = {
  "a Date": "A Date travels as `date.toISOString()`.",
  "a Map": "A Map travels as `Object.fromEntries(map)` or `[...map]`.",
  "a Set": "A Set travels as `[...set]`.",
  "a bigint": "A bigint travels as `String(value)`.",
  "a URL": "A URL travels as `url.href`.",
  "a Promise": "Is an `await` missing?",
};

function fixFor(lossy: string): string {
  const how = travels[/ is (an? \w+)$/.exec(lossy)?.[1] ?? ""];
  return how === undefined ? whatFits : `${whatFits} ${how}`;
}

export const lossyValue: Rule = function* ({ graph }) {
  for (const step of graph.steps) {
    for (const edge of step.edges) {
      if (edge.kind === "done") {
        if (edge.lossy === undefined) continue;
        yield diagnose("OW201", `Step '${step.name}' ends with a result that would not survive JSON: ${edge.lossy}.`, {
          at: edge.at,
          step: step.name,
          fix: fixFor(edge.lossy),
        });
        continue;
      }
      if (edge.lossy !== undefined) {
        yield diagnose("OW201", `Step '${step.name}' sets values that would not survive JSON: ${edge.lossy}.`, {
          at: edge.at,
          step: step.name,
          fix: fixFor(edge.lossy),
        });
      }
      for (const [key, update] of Object.entries(edge.sets)) {
        if (update.lossy === undefined || isReservedKey(key)) continue;
        yield diagnose("OW201", `Step '${step.name}' sets '${key}', which would not survive JSON: ${update.lossy}.`, {
          at: update.at,
          step: step.name,
          key,
          fix: fixFor(update.lossy),
        });
      }
    }
  }
};

/** OW304: a reserved key is set. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import { isReservedKey } from "../../model/state.ts";
import type { Rule } from "./rule.ts";

export const reservedKey: Rule = function* ({ graph }) {
  for (const step of graph.steps) {
    for (const edge of step.edges) {
      if (edge.kind !== "next") continue;
      for (const [key, update] of Object.entries(edge.sets)) {
        if (!isReservedKey(key)) continue;
        yield diagnose("OW304", `Step '${step.name}' sets '${key}', but keys that begin with '$' are reserved.`, {
          at: update.at,
          step: step.name,
          key,
          fix: `Name it '${key.replace(/^\$+/, "") || "value"}'.`,
        });
      }
    }
  }
};

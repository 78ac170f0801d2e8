/** OW203: a drop of a key that is never there. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import type { Edge } from "../../model/graph.ts";
import { nearestName } from "../../model/nearest-name.ts";
import { reachedSteps } from "../flow/survey.ts";
import type { Rule } from "./rule.ts";

export const needlessDrop: Rule = function* (survey) {
  const { opaque, presence, start } = survey;
  // Where it isn't known what arrives, nothing can be called absent.
  if (opaque || start === undefined) return;
  const needed = new Set<string>();
  for (const [index, step] of reachedSteps(survey)) {
    for (const edge of step.edges) for (const key of dropsOf(edge)) if (presence.may(index, key)) needed.add(placeOf(edge, key));
  }
  for (const [index, step] of reachedSteps(survey)) {
    for (const edge of step.edges) {
      for (const key of dropsOf(edge)) {
        // A helper is written once for several steps: what one of them has is dropped for all.
        if (presence.may(index, key) || needed.has(placeOf(edge, key))) continue;
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

function dropsOf(edge: Edge): readonly string[] {
  return edge.kind === "next" && edge.drops !== "*" ? edge.drops : [];
}

function placeOf({ at: { file, line, column } }: Edge, key: string): string {
  return JSON.stringify([file, line, column, key]);
}

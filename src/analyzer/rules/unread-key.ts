/** OW202: a key that is set and never read. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import { findLiveness } from "../../model/liveness.ts";
import { nearestName } from "../../model/nearest-name.ts";
import { isReservedKey } from "../../model/state.ts";
import { reachedSteps } from "../flow/survey.ts";
import { plainName } from "../wording.ts";
import type { Rule } from "./rule.ts";

export const unreadKey: Rule = function* (survey) {
  const { graph, opaque, stepIndex } = survey;
  if (opaque) return;
  const liveness = findLiveness(graph);
  const readers = new Set<string>();
  // Who reads a reserved key means the plain one, and is told so.
  const meant = new Set<string>();
  for (const [, step] of reachedSteps(survey)) {
    for (const key of Object.keys(step.reads)) {
      if (isReservedKey(key)) meant.add(plainName(key));
      else readers.add(key);
    }
  }
  for (const [, step] of reachedSteps(survey)) {
    for (const edge of step.edges) {
      if (edge.kind !== "next" || edge.to === null || !stepIndex.has(edge.to)) continue;
      for (const [key, update] of Object.entries(edge.sets)) {
        if (isReservedKey(key) || meant.has(key) || liveness.isLive(edge.to, key)) continue;
        // Nobody misspells a key that this move sets anyway, or that nobody is going to read.
        const candidates = [...readers].filter((reader) => !Object.hasOwn(edge.sets, reader) && liveness.isLive(edge.to as string, reader));
        const near = readers.has(key) ? undefined : nearestName(key, candidates);
        const why = readers.has(key) ? "no step reads it from there on before it is overwritten or dropped" : "no step reads it";
        yield diagnose("OW202", `Step '${step.name}' sets '${key}', but ${why}.`, {
          at: update.at,
          step: step.name,
          key,
          fix: `${near === undefined ? "" : `Did you mean '${near}'? Otherwise `}${near === undefined ? "Remove" : "remove"} it from this move, or read it in a step that follows.`,
        });
      }
    }
  }
};

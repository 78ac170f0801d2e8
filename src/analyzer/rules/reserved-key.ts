/** OW304: a reserved key is set, or is read although nothing can provide it. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import type { Step } from "../../model/graph.ts";
import { isReservedKey } from "../../model/state.ts";
import type { Survey } from "../flow/survey.ts";
import { plainName } from "../wording.ts";
import type { Rule } from "./rule.ts";

export const reservedKey: Rule = function* (survey) {
  for (const [index, step] of survey.graph.steps.entries()) {
    for (const [key, { at }] of Object.entries(step.reads)) {
      if (!isReservedKey(key)) continue;
      yield diagnose("OW304", `Step '${step.name}' reads '${key}', which never arrives: keys that begin with '$' are reserved.`, {
        at,
        step: step.name,
        key,
        fix: key === "$id" ? takeIdFromContext(step) : readPlainKey(survey, index, plainName(key)),
      });
    }
    for (const edge of step.edges) {
      if (edge.kind !== "next") continue;
      for (const [key, update] of Object.entries(edge.sets)) {
        if (!isReservedKey(key)) continue;
        yield diagnose("OW304", `Step '${step.name}' sets '${key}', but keys that begin with '$' are reserved.`, {
          at: update.at,
          step: step.name,
          key,
          fix: `Name it '${plainName(key)}'.`,
        });
      }
    }
  }
};

// On AWS, `$id` is the one reserved key that an input may have. It is taken out before any step sees the state.
function takeIdFromContext({ name, reads }: Step): string {
  const state = Object.keys(reads).every(isReservedKey) ? "_: object" : "{ … }";
  return `A caller's '$id' is the execution's id, and no part of the state: take it from the step context, \`${name}(${state}, { execution }: StepContext)\`. If another id is meant, name it 'id'.`;
}

function readPlainKey({ start, presence }: Survey, step: number, plain: string): string {
  if ([...presence.possible(step)].includes(plain)) return `Read '${plain}' instead, which arrives here.`;
  return `Name it '${plain}', and have ${step === start ? "the input" : "the input or an earlier step"} give it under that name.`;
}

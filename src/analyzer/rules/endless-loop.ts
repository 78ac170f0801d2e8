/** OW106: a loop that can't end. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import { findLoops } from "../flow/loops.ts";
import type { Move } from "../flow/move.ts";
import { nameOf, wordNames, wordPath } from "../wording.ts";
import type { Rule } from "./rule.ts";

export const endlessLoop: Rule = function* (survey) {
  const { graph } = survey;
  for (const { steps, round, endless } of findLoops(survey)) {
    if (!endless) continue;
    const path = [nameOf(graph, (round[0] as Move).from), ...round.map(({ to }) => nameOf(graph, to))];
    const closing = round[round.length - 1] as Move;
    const names = wordNames(steps.map((step) => nameOf(graph, step)));
    const none = steps.length === 1 ? `${names} goes nowhere else` : `none of ${names} goes anywhere else`;
    yield diagnose("OW106", `The loop ${wordPath(path)} can't end: ${none}.`, {
      ...(closing.edge ? { at: closing.edge.at } : {}),
      step: nameOf(graph, closing.from),
      path,
      fix: "Let one of its steps end with `this.done()`, or move to a step outside of the loop.",
    });
  }
};

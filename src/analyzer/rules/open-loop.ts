/** OW108: a loop that can go on, bounded by the number of hops only. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import { findLoops } from "../flow/loops.ts";
import type { Move } from "../flow/move.ts";
import { nameOf, wordNames, wordPath } from "../wording.ts";
import type { Rule } from "./rule.ts";

export const openLoop: Rule = function* (survey) {
  const { graph } = survey;
  for (const { steps, round, endless } of findLoops(survey)) {
    if (endless) continue;
    const path = [nameOf(graph, (round[0] as Move).from), ...round.map(({ to }) => nameOf(graph, to))];
    const closing = round[round.length - 1] as Move;
    const others =
      steps.length > round.length ? ` Its ${steps.length} steps are ${wordNames(steps.map((step) => nameOf(graph, step)))}.` : "";
    yield diagnose("OW108", `The loop ${wordPath(path)} may go on: only \`maxHops\` bounds how often.${others}`, {
      ...(closing.edge ? { at: closing.edge.at } : {}),
      step: nameOf(graph, closing.from),
      path,
      fix: "Make sure that each round gets nearer to the loop's end, for example with a counter in the state.",
    });
  }
};

/** OW105: a step that nothing reaches. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import { wordNames } from "../wording.ts";
import type { Rule } from "./rule.ts";

export const unreachedStep: Rule = function* ({ graph, movesFrom, opaque, reach }) {
  if (opaque) return;
  const sources = new Map<number, Set<string>>();
  movesFrom.forEach((moves, from) => {
    const { name } = graph.steps[from] as (typeof graph.steps)[number];
    for (const { to } of moves) if (to !== from) sources.set(to, (sources.get(to) ?? new Set()).add(name));
  });
  for (const [index, step] of graph.steps.entries()) {
    if (reach.distance[index] !== -1) continue;
    const from = [...(sources.get(index) ?? [])];
    const why =
      from.length === 0
        ? "no step moves to it"
        : `only ${wordNames(from)} ${from.length === 1 ? "moves" : "move"} to it, which nothing reaches either`;
    yield diagnose("OW105", `Step '${step.name}' never runs: ${why}.`, {
      at: step.at,
      step: step.name,
      fix: `Move to it with \`this.next("${step.name}")\` from a step that runs, or remove it.`,
    });
  }
};

/** OW102: a key arrives with a type that the step does not accept. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import type { TypeIndex } from "../../model/graph.ts";
import { isReservedKey } from "../../model/state.ts";
import { type Arrival, findArrivals, pathOf } from "../flow/arrivals.ts";
import { input, type Setting } from "../flow/move.ts";
import { reachedSteps, type Survey } from "../flow/survey.ts";
import { nameOf, wordPath, wordType } from "../wording.ts";
import type { Rule } from "./rule.ts";

export const wrongType: Rule = function* (survey) {
  const { graph } = survey;
  const typesSet = findTypesSet(survey);
  for (const [index, step] of reachedSteps(survey)) {
    for (const [key, read] of Object.entries(step.reads)) {
      if (isReservedKey(key)) continue;
      // Most graphs set no type anywhere that would not do: then there is nothing to walk for.
      if (![...(typesSet.get(key) ?? [])].some((type) => !survey.fits(type, read.type))) continue;
      const arrivals = findArrivals(survey, index, key, read);
      const wrong = arrivals.given.filter(({ move }) => !survey.fits(settingOf(move, key).type, read.type));
      for (const group of groupByStep(wrong)) {
        const shortest = group[0] as Arrival;
        const setting = settingOf(shortest.move, key);
        const path = pathOf(survey, arrivals, shortest);
        const wanted = wordType(graph, read.type);
        const given = wordType(graph, setting.type);
        const source = shortest.move.from === input ? "the input" : `'${nameOf(graph, shortest.move.from)}'`;
        yield diagnose(
          "OW102",
          `Step '${step.name}' takes '${key}' as ${wanted}, but ${source} gives it as ${given}, on the path ${wordPath(path)}.`,
          {
            at: read.at,
            step: step.name,
            key,
            path,
            related: group.slice(0, 4).map(({ move }) => ({
              message: `'${key}' is ${wordType(graph, settingOf(move, key).type)} here`,
              at: settingOf(move, key).at,
            })),
            fix: `Give '${key}' as ${wanted} there${setting.lossy ? "" : `, or let '${step.name}' accept ${given} as well`}.`,
          },
        );
      }
    }
  }
};

function findTypesSet({ movesInto }: Survey): Map<string, Set<TypeIndex>> {
  const types = new Map<string, Set<TypeIndex>>();
  for (const moves of movesInto) {
    for (const move of moves) {
      for (const [key, { type }] of move.sets) {
        const known = types.get(key);
        if (known) known.add(type);
        else types.set(key, new Set([type]));
      }
    }
  }
  return types;
}

function settingOf(move: Arrival["move"], key: string): Setting {
  return move.sets.get(key) as Setting;
}

function groupByStep(arrivals: readonly Arrival[]): Arrival[][] {
  const groups = new Map<number, Arrival[]>();
  for (const arrival of arrivals) {
    const group = groups.get(arrival.move.from);
    if (group) group.push(arrival);
    else groups.set(arrival.move.from, [arrival]);
  }
  return [...groups.values()];
}

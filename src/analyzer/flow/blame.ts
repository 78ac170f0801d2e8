/** Blame: the place in the source that should have provided a key which does not arrive. */
import { nearestName } from "../../model/nearest-name.ts";
import { nameOf, wordKey } from "../wording.ts";
import type { Arrival, Arrivals } from "./arrivals.ts";
import { drops, input, type Move, surelySets } from "./move.ts";
import type { Survey } from "./survey.ts";
import type { Place, Step } from "../../model/graph.ts";

const mostRelated = 4;

/** Why a key is missing, in words. */
export interface Blame {
  /** Why, as the second half of a sentence. */
  readonly reason: string;
  /** Where the key should have been provided, the place on the shortest path first. */
  readonly related: readonly { readonly message: string; readonly at: Place }[];
  /** How to provide it. */
  readonly fix: string;
}

/** Explains why the step `to` may lack the key. `type` is what it needs, as its author would write it. */
export function blame(survey: Survey, to: number, key: string, type: string, arrivals: Arrivals): Blame {
  const shortest = arrivals.lacking[0] as Arrival;
  const culprit = findCulprit(survey, key, shortest);
  const others = findOthers(survey, key, arrivals).filter((move) => move !== culprit);
  const dropped = shortest.move !== culprit && shortest.move.from !== input ? [shortest.move] : [];
  const hidden = others.length - mostRelated;
  return {
    reason: explain(survey, key, shortest, culprit) + (hidden > 0 ? ` (and ${hidden + mostRelated} other moves do not provide it either)` : ""),
    related: [
      ...[culprit, ...dropped, ...others.slice(0, mostRelated)].map((move) => ({ message: describe(key, move), at: placeOf(survey, key, move) })),
    ],
    fix: suggestName(survey, to, key) + suggest(survey, key, type, culprit),
  };
}

// Where a path without the key joins paths that have it: the move before that is the one that looks forgotten. Where no path has
// the key at all, the last move is as good as any.
function findCulprit({ presence }: Survey, key: string, { move, onward }: Arrival): Move {
  const moves = [move, ...onward];
  return moves.find(({ to }) => presence.may(to, key)) ?? (moves[moves.length - 1] as Move);
}

function findOthers({ movesInto, presence }: Survey, key: string, { through }: Arrivals): Move[] {
  const found: Move[] = [];
  for (const to of through) {
    if (!presence.may(to, key)) continue;
    for (const move of movesInto[to] as readonly Move[]) {
      if (surelySets(move, key)) continue;
      const passes = !drops(move, key);
      if (passes && !through.has(move.from)) continue;
      if (!passes || move.sets.has(key) || !presence.may(move.from, key)) found.push(move);
    }
  }
  return found;
}

function explain({ graph, presence }: Survey, key: string, { move, onward }: Arrival, culprit: Move): string {
  if (culprit.sets.has(key)) {
    return culprit.from === input ? "the input may come without it" : `'${nameOf(graph, culprit.from)}' may set it to undefined, which sets nothing`;
  }
  if (move.from !== input) {
    const loss = `'${nameOf(graph, move.from)}' drops ${move.drops === "*" ? "the whole state" : "it"}`;
    return onward.length === 0 ? loss : `${loss}, and nothing after that sets it`;
  }
  const last = onward[onward.length - 1] ?? move;
  return presence.may(last.to, key) ? "the input does not have it, and nothing on this path sets it" : "neither the input nor any step on the way sets it";
}

function describe(key: string, move: Move): string {
  if (move.sets.has(key)) return move.from === input ? `'${key}' is optional here` : `'${key}' may be undefined here`;
  if (move.from === input) return `the input does not have '${key}'`;
  if (move.drops === "*") return `this move drops the state and does not set '${key}'`;
  return move.drops.has(key) ? `this move drops '${key}'` : `this move does not set '${key}'`;
}

function placeOf({ graph }: Survey, key: string, move: Move): Place {
  return move.sets.get(key)?.at ?? move.edge?.at ?? (graph.steps[move.to] as Step).at;
}

function suggest({ graph }: Survey, key: string, type: string, move: Move): string {
  const name = wordKey(key);
  if (move.from === input) {
    const others = move.sets.size > (move.sets.has(key) ? 1 : 0) ? ", …" : "";
    return `Require it in the input: \`start({ ${name}${others} }: { ${name}: ${type}${others ? "; …" : ""} })\``;
  }
  const from = nameOf(graph, move.from);
  if (move.sets.has(key)) return `Give it a value there that is never undefined, such as \`${name}: … ?? …\``;
  const more = move.sets.size > 0 ? `${wordKey([...move.sets.keys()][0] as string)}: …, ` : "";
  return `Set it in the move from '${from}': \`this.next("${nameOf(graph, move.to)}", { ${more}${name}: … })\``;
}

function suggestName({ graph, presence }: Survey, to: number, key: string): string {
  if (presence.may(to, key)) return "";
  const arriving = new Set<string>();
  for (const step of graph.steps) {
    for (const edge of step.edges) if (edge.kind === "next") for (const set of Object.keys(edge.sets)) if (presence.may(to, set)) arriving.add(set);
  }
  const near = nearestName(key, arriving);
  return near === undefined ? "" : `Did you mean '${near}', which arrives here? `;
}

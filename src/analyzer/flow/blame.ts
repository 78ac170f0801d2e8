/** Blame: the place in the source that should have provided a key which does not arrive. */
import type { Place, Step } from "../../model/graph.ts";
import { nearestName } from "../../model/nearest-name.ts";
import { isReservedKey } from "../../model/state.ts";
import { nameOf, wordKey } from "../wording.ts";
import type { Arrival, Arrivals } from "./arrivals.ts";
import { drops, input, type Move, surelySets } from "./move.ts";
import type { Survey } from "./survey.ts";

const mostRelated = 4;

/** Why a key is missing, in words. */
export interface Blame {
  /** Why, as the second half of a sentence. */
  readonly reason: string;
  /** Where the key should have been provided, the place on the shortest path first. */
  readonly related: readonly { readonly message: string; readonly at: Place }[];
  /** A key with a similar name that does arrive. */
  readonly meant: string | undefined;
  /** How to provide it, as the first half of a sentence in lower case. */
  readonly fix: string;
}

/** Explains why the step `to` may lack the key. `type` is what it needs, as its author would write it. */
export function blame(survey: Survey, to: number, key: string, type: string, arrivals: Arrivals): Blame {
  const shortest = arrivals.lacking[0] as Arrival;
  const onward = arrivals.onwardFrom(shortest);
  const culprit = findCulprit(survey, key, shortest.move, onward);
  const others = findOthers(survey, key, arrivals, culprit);
  const dropped = shortest.move !== culprit && shortest.move.from !== input ? [shortest.move] : [];
  const hidden = others.length - mostRelated;
  return {
    reason:
      explain(survey, key, shortest.move, onward, culprit) +
      (hidden > 0 ? ` (and ${hidden + mostRelated} other moves do not provide it either)` : ""),
    related: [culprit, ...dropped, ...others.slice(0, mostRelated)].map((move) => ({
      message: describe(key, move),
      at: placeOf(survey, key, move),
    })),
    meant: findMeant(survey, to, key),
    fix: suggest(survey, key, type, culprit),
  };
}

// What looks forgotten, the likeliest first: an update that may be undefined, a drop of what was there, a move beside which another
// one into the same step sets the key, a move that joins paths which have it. Where nothing has it, the last move.
function findCulprit({ movesInto, presence }: Survey, key: string, move: Move, onward: readonly Move[]): Move {
  const moves = [move, ...onward];
  const isBesideSetting = (one: Move) => one.from !== input && movesInto[one.to]?.some((other) => other !== one && other.sets.has(key));
  return (
    moves.findLast(({ sets }) => sets.has(key)) ??
    (move.from !== input && presence.may(move.from, key) ? move : undefined) ??
    moves.findLast(isBesideSetting) ??
    moves.find(({ to }) => presence.may(to, key)) ??
    (moves[moves.length - 1] as Move)
  );
}

/** Further moves into the same step that let the key be missing. */
function findOthers({ movesInto, presence }: Survey, key: string, { isThrough }: Arrivals, culprit: Move): Move[] {
  return (movesInto[culprit.to] as readonly Move[]).filter((move) => {
    if (move === culprit || surelySets(move, key)) return false;
    return drops(move, key) || (isThrough(move.from) && (move.sets.has(key) || !presence.may(move.from, key)));
  });
}

function explain({ graph, presence }: Survey, key: string, move: Move, onward: readonly Move[], culprit: Move): string {
  if (culprit.sets.has(key)) {
    return culprit.from === input
      ? "the input may come without it"
      : `'${nameOf(graph, culprit.from)}' may set it to undefined, which sets nothing`;
  }
  if (move.from !== input) {
    const loss = `'${nameOf(graph, move.from)}' drops ${move.drops === "*" ? "the whole state" : "it"}`;
    if (onward.length > 0) return `${loss}, and nothing after that sets it`;
    return move.drops === "*" ? `${loss} and does not set it` : loss;
  }
  const last = onward[onward.length - 1] ?? move;
  return presence.may(last.to, key)
    ? "the input does not have it, and nothing on this path sets it"
    : "neither the input nor any step on the way sets it";
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

function suggest({ graph, presence }: Survey, key: string, type: string, move: Move): string {
  const name = wordKey(key);
  if (move.from === input) {
    const others = move.sets.size > (move.sets.has(key) ? 1 : 0) ? ", …" : "";
    return `require it in the input: \`start({ ${name}${others} }: { ${name}: ${type}${others ? "; …" : ""} })\``;
  }
  const from = nameOf(graph, move.from);
  if (move.sets.has(key)) return `give it a value in the move from '${from}' that is never undefined, such as \`${name}: … ?? …\``;
  const first = [...move.sets.keys()].find((one) => !isReservedKey(one));
  const call = `this.next("${nameOf(graph, move.to)}", { ${first === undefined ? "" : `${wordKey(first)}: …, `}${name}: … })`;
  return drops(move, key) && presence.may(move.from, key)
    ? `keep it in the move from '${from}', or set it there: \`${call}\``
    : `set it in the move from '${from}': \`${call}\``;
}

function findMeant({ presence }: Survey, to: number, key: string): string | undefined {
  if (presence.may(to, key)) return undefined;
  return nearestName(key, presence.possible(to));
}

/** Reaching definitions of one key of one step: backwards over the edges until each is seen to give the key or to lack it. */
import type { Read, Step } from "../../model/graph.ts";
import { drops, type Move, surelySets } from "./move.ts";
import { wayTo } from "./reach.ts";
import { readOf, type Survey } from "./survey.ts";

/** How a key arrives, or doesn't. */
export interface Arrival {
  /** The move that gives the key, or that lacks it. */
  readonly move: Move;
  /** The moves after it up to the step, none of which changes anything for certain. The shortest such way. */
  readonly onward: readonly Move[];
  /** The number of moves from `start` through `move` to the step on the shortest path. */
  readonly length: number;
}

/** The moves that give the key, and those that lack it, the shortest path first. */
export interface Arrivals {
  readonly given: readonly Arrival[];
  readonly lacking: readonly Arrival[];
  /** The steps that the walk came through, the reading one first. What changes nothing before they begin arrives at it. */
  readonly through: ReadonlySet<number>;
}

/**
 * Walks back from the step `to`, which reads `key`.
 *
 * A step on the way that itself needs the key, with a type that would do here, ends the walk: what reaches it without the key is
 * its fault, reported there. The check in the compiler does the same.
 */
export function findArrivals(survey: Survey, to: number, key: string, read: Read): Arrivals {
  const given: Arrival[] = [];
  const lacking: Arrival[] = [];
  const next = new Map<number, Move | undefined>([[to, undefined]]);
  const depth = new Map<number, number>([[to, 0]]);
  const queue = [to];
  for (let head = 0; head < queue.length; head++) {
    const at = queue[head] as number;
    for (const move of survey.movesInto[at] as readonly Move[]) {
      const sure = surelySets(move, key);
      const dropped = drops(move, key);
      if (move.sets.has(key)) given.push(arrival(move, at));
      if (dropped && !sure) lacking.push(arrival(move, at));
      if (dropped || sure || next.has(move.from) || answersFor(survey, move.from, key, read)) continue;
      next.set(move.from, move);
      depth.set(move.from, (depth.get(at) as number) + 1);
      queue.push(move.from);
    }
  }
  return { given: shortestFirst(given), lacking: shortestFirst(lacking), through: new Set(next.keys()) };

  function arrival(move: Move, at: number): Arrival {
    return {
      move,
      length: (move.from < 0 ? 0 : (survey.reach.distance[move.from] as number) + 1) + (depth.get(at) as number),
      get onward() {
        const moves: Move[] = [];
        for (let one = next.get(at); one; one = next.get(one.to)) moves.push(one);
        return moves;
      },
    };
  }
}

function answersFor(survey: Survey, step: number, key: string, read: Read): boolean {
  const own = readOf(survey.graph.steps[step] as Step, key);
  return own !== undefined && (!own.optional || read.optional) && survey.fits(own.type, read.type);
}

// Stable, so that among equally short ones the first found stays first.
function shortestFirst(arrivals: Arrival[]): Arrival[] {
  return arrivals.sort((one, other) => one.length - other.length);
}

/** The path from `start` through an arrival to its step, as names. */
export function pathOf({ graph, reach }: Survey, { move, onward }: Arrival): string[] {
  const steps = [...(move.from < 0 ? [] : wayTo(reach, move.from)), move.to, ...onward.map(({ to }) => to)];
  return steps.map((step) => (graph.steps[step] as Step).name);
}

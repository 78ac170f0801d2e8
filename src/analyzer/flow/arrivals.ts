/** Reaching definitions of one key of one step: backwards over the edges until each is seen to give the key or to lack it. */
import type { Read, Step } from "../../model/graph.ts";
import { drops, input, type Move } from "./move.ts";
import { wayTo } from "./reach.ts";
import { readOf, type Survey } from "./survey.ts";

/** How a key arrives, or doesn't. */
export interface Arrival {
  /** The move that gives the key, or that lacks it. */
  readonly move: Move;
  /** The number of moves from `start` through `move` to the step on the shortest path. */
  readonly length: number;
}

/** The moves that give the key, and those that lack it, the shortest path first. */
export interface Arrivals {
  readonly given: readonly Arrival[];
  readonly lacking: readonly Arrival[];
  /** Whether the walk came through a step: what is so before it begins arrives at the reading step, too. */
  isThrough(step: number): boolean;
  /** The moves that follow an arrival's on the shortest way to the step. None of them changes anything for certain. */
  onwardFrom(arrival: Arrival): readonly Move[];
}

/**
 * Walks back from the step `to`, which reads `key`.
 *
 * A step on the way that itself needs the key, with a type that would do here, ends the walk: what reaches it without the key is
 * its fault, reported there. The check in the compiler does the same.
 */
export function findArrivals(survey: Survey, to: number, key: string, read: Read): Arrivals {
  const { distance } = survey.reach;
  const given: Arrival[] = [];
  const lacking: Arrival[] = [];
  // Arrays and no maps: where thousands of keys are missing, this is what the check spends its time in.
  const queue = [to];
  const position = new Int32Array(distance.length).fill(-1);
  const depth = new Int32Array(distance.length);
  const onward: (Move | undefined)[] = [undefined];
  position[to] = 0;
  for (let head = 0; head < queue.length; head++) {
    const at = queue[head] as number;
    for (const move of survey.movesInto[at] as readonly Move[]) {
      const setting = move.sets.get(key);
      const dropped = drops(move, key);
      const length = (move.from === input ? 0 : (distance[move.from] as number) + 1) + (depth[at] as number);
      if (setting) given.push({ move, length });
      if (setting?.optional === false) continue;
      if (dropped) lacking.push({ move, length });
      if (dropped || position[move.from] !== -1 || answersFor(survey, move.from, key, read)) continue;
      position[move.from] = queue.length;
      depth[move.from] = (depth[at] as number) + 1;
      queue.push(move.from);
      onward.push(move);
    }
  }
  const after = (step: number) => onward[position[step] as number];
  return {
    given: shortestFirst(given),
    lacking: shortestFirst(lacking),
    isThrough: (step) => step !== input && position[step] !== -1,
    onwardFrom({ move }) {
      const moves: Move[] = [];
      for (let next = after(move.to); next; next = after(next.to)) moves.push(next);
      return moves;
    },
  };
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
export function pathOf({ graph, reach }: Survey, arrivals: Arrivals, arrival: Arrival): string[] {
  const { move } = arrival;
  const steps = [...(move.from === input ? [] : wayTo(reach, move.from)), move.to, ...arrivals.onwardFrom(arrival).map(({ to }) => to)];
  return steps.map((step) => (graph.steps[step] as Step).name);
}

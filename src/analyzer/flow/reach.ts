/** What `start` reaches, and by which shortest way. */
import type { Move } from "./move.ts";

/** Shortest ways from `start` to each step, in moves. */
export interface Reach {
  /** Moves from `start`, or -1 where nothing reaches the step. */
  readonly distance: Int32Array;
  /** The last move of a shortest way, absent at its beginning. */
  readonly via: readonly (Move | undefined)[];
}

/** Breadth first from `start`, so that the first way found is a shortest one. Without a start, each step may be where it begins. */
export function findReach(start: number | undefined, movesFrom: readonly (readonly Move[])[]): Reach {
  const via: (Move | undefined)[] = movesFrom.map(() => undefined);
  if (start === undefined) return { distance: new Int32Array(movesFrom.length), via };
  const distance = new Int32Array(movesFrom.length).fill(-1);
  distance[start] = 0;
  const queue = [start];
  for (let head = 0; head < queue.length; head++) {
    const from = queue[head] as number;
    for (const move of movesFrom[from] as readonly Move[]) {
      if (distance[move.to] !== -1) continue;
      distance[move.to] = (distance[from] as number) + 1;
      via[move.to] = move;
      queue.push(move.to);
    }
  }
  return { distance, via };
}

/** A shortest way from `start` to a step, as steps, both included. */
export function wayTo(reach: Reach, step: number): number[] {
  const steps = [step];
  for (let move = reach.via[step]; move; move = reach.via[move.from]) steps.push(move.from);
  return steps.reverse();
}

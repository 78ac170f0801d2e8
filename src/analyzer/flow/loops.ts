/** Loops: regions of steps that lead to each other, and whether they can end. */
import type { Step } from "../../model/graph.ts";
import { isOpaque } from "../../model/liveness.ts";
import type { Move } from "./move.ts";
import { reachedSteps, type Survey } from "./survey.ts";

/** A region of which each step leads to each other. */
export interface Loop {
  /** Its steps, in the graph's order. */
  readonly steps: readonly number[];
  /** Its shortest round through its first step, as moves. */
  readonly round: readonly Move[];
  /** Whether no step of it leads to an end or to another loop. */
  readonly endless: boolean;
}

/** The loops among the steps that are reached, in the graph's order. */
export function findLoops(survey: Survey): Loop[] {
  const regions = findRegions(survey);
  const ending = findEnding(survey);
  const loops: Loop[] = [];
  for (const steps of regions) {
    const inside = new Set(steps);
    const round = shortestRound(survey, steps[0] as number, inside);
    if (!round) continue;
    const leaves = steps.some((step) => survey.movesFrom[step]?.some(({ to }) => !inside.has(to)));
    loops.push({ steps, round, endless: !leaves && !steps.some((step) => ending.has(step)) });
  }
  return loops;
}

/** Strongly connected regions (Tarjan), without recursion. */
function findRegions({ graph, movesFrom, reach }: Survey): number[][] {
  const count = graph.steps.length;
  const number = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const position = new Int32Array(count);
  const open = new Uint8Array(count);
  const pending: number[] = [];
  const regions: number[][] = [];
  let numbered = 0;
  const enter = (step: number, stack: number[]) => {
    number[step] = low[step] = numbered++;
    open[step] = 1;
    pending.push(step);
    stack.push(step);
  };
  for (let root = 0; root < count; root++) {
    if (number[root] !== -1 || reach.distance[root] === -1) continue;
    const stack: number[] = [];
    enter(root, stack);
    while (stack.length > 0) {
      const step = stack[stack.length - 1] as number;
      const to = movesFrom[step]?.[(position[step] as number)++]?.to;
      if (to !== undefined) {
        if (number[to] === -1) enter(to, stack);
        else if (open[to]) low[step] = Math.min(low[step] as number, number[to] as number);
        continue;
      }
      stack.pop();
      const parent = stack[stack.length - 1];
      if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[step] as number);
      if (low[step] !== number[step]) continue;
      const region = pending.splice(pending.lastIndexOf(step));
      for (const member of region) open[member] = 0;
      regions.push(region.sort((one, other) => one - other));
    }
  }
  return regions.sort((one, other) => (one[0] as number) - (other[0] as number));
}

/** The steps that end: with a result, by failing always, or in a way that the graph can't tell. */
function findEnding(survey: Survey): Set<number> {
  const ending = new Set<number>();
  for (const [index, step] of reachedSteps(survey)) if (mayEnd(survey, step)) ending.add(index);
  return ending;
}

function mayEnd({ stepIndex }: Survey, step: Step): boolean {
  if (step.edges.length === 0 || step.strays.length > 0 || isOpaque(step)) return true;
  return step.edges.some((edge) => edge.kind === "done" || edge.to === null || !stepIndex.has(edge.to));
}

/** Breadth first from a step back to itself, inside a region. */
function shortestRound({ movesFrom }: Survey, first: number, inside: ReadonlySet<number>): Move[] | undefined {
  const via = new Map<number, Move>();
  const queue = [first];
  for (let head = 0; head < queue.length; head++) {
    for (const move of movesFrom[queue[head] as number] as readonly Move[]) {
      if (move.to === first) {
        const round = [move];
        for (let from = move.from; from !== first; ) {
          const before = via.get(from) as Move;
          round.push(before);
          from = before.from;
        }
        return round.reverse();
      }
      if (!inside.has(move.to) || via.has(move.to)) continue;
      via.set(move.to, move);
      queue.push(move.to);
    }
  }
  return undefined;
}

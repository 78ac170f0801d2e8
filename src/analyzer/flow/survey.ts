/** The survey: everything about one graph that several rules ask, found once. */
import type { Graph, Read, Step, TypeIndex } from "../../model/graph.ts";
import { isOpaque, namedKeys } from "../../model/liveness.ts";
import { isReservedKey } from "../../model/state.ts";
import { inputMove, listMoves, type Move } from "./move.ts";
import { findPresence, type Presence } from "./presence.ts";
import { findReach, type Reach } from "./reach.ts";

export interface Survey {
  readonly graph: Graph;
  readonly stepIndex: ReadonlyMap<string, number>;
  /** Where the pipeline begins. Absent where it has no `start`; then each step counts as reached. */
  readonly start?: number;
  readonly movesFrom: readonly (readonly Move[])[];
  /** The moves into each step, of the input too. What nothing reaches sends nothing on. */
  readonly movesInto: readonly (readonly Move[])[];
  readonly reach: Reach;
  readonly presence: Presence;
  /** Whether a reached step may move where the graph can't tell, so that nothing can be called unreached, unread or absent. */
  readonly opaque: boolean;
  /** Whether a value of one type may be taken where another is read. */
  fits(set: TypeIndex, read: TypeIndex): boolean;
}

/** Surveys a graph. */
export function survey(graph: Graph): Survey {
  const stepIndex = new Map(graph.steps.map((step, index) => [step.name, index]));
  const start = stepIndex.get("start");
  const movesFrom = listMoves(graph, stepIndex);
  const reach = findReach(start, movesFrom);
  const isReached = (index: number) => reach.distance[index] !== -1;

  const movesInto: Move[][] = graph.steps.map(() => []);
  if (start !== undefined) movesInto[start]?.push(inputMove(graph.steps[start] as Step, start));
  movesFrom.forEach((moves, from) => {
    if (isReached(from)) for (const move of moves) movesInto[move.to]?.push(move);
  });

  const mismatches = new Set(graph.mismatches.map(([set, read]) => set * graph.types.length + read));
  return {
    graph,
    stepIndex,
    ...(start === undefined ? {} : { start }),
    movesFrom,
    movesInto,
    reach,
    presence: presenceOnDemand(graph, movesInto),
    opaque: graph.steps.some(
      (step, index) => isReached(index) && (isOpaque(step) || step.edges.some((edge) => edge.kind === "next" && edge.to === null)),
    ),
    fits: (set, read) => !mismatches.has(set * graph.types.length + read),
  };
}

// Few keys are dropped by name or read as optional, and a graph may have thousands: only those are followed, unless a finding asks for
// names to suggest.
function presenceOnDemand(graph: Graph, movesInto: readonly (readonly Move[])[]): Presence {
  const questioned = questionedKeys(graph);
  let ofQuestioned: Presence | undefined;
  let ofAll: Presence | undefined;
  const all = () => {
    ofAll ??= findPresence(namedKeys(graph), movesInto);
    return ofAll;
  };
  const of = (key: string) => {
    if (!questioned.has(key)) return all();
    ofQuestioned ??= findPresence([...questioned], movesInto);
    return ofQuestioned;
  };
  return {
    may: (step, key) => of(key).may(step, key),
    must: (step, key) => of(key).must(step, key),
    possible: (step) => [...all().possible(step)].filter((key) => !isReservedKey(key)),
  };
}

/** The keys whose presence rules ask for where there is no finding yet. */
function questionedKeys(graph: Graph): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { reads, edges } of graph.steps) {
    for (const [key, { optional }] of Object.entries(reads)) if (optional) keys.add(key);
    for (const edge of edges) if (edge.kind === "next" && edge.drops !== "*") for (const key of edge.drops) keys.add(key);
  }
  return keys;
}

/** The steps that are reached, with their indexes. */
export function* reachedSteps({ graph, reach }: Survey): Generator<readonly [index: number, step: Step]> {
  for (const [index, step] of graph.steps.entries()) if (reach.distance[index] !== -1) yield [index, step];
}

/** What a step reads under a key. Keys such as `constructor` are keys like all others. */
export function readOf(step: Step, key: string): Read | undefined {
  return Object.hasOwn(step.reads, key) ? step.reads[key] : undefined;
}

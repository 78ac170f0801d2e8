/** Runs many simulations at once, each in a world of its own, so that they share the cost of a turn of the event loop. */
import type { Journal } from "../../src/engine/journal.ts";
import type { Trace } from "./actor.ts";
import { makeClassSpecimens } from "./class-specimens.ts";
import { makeRandomSpecimen } from "./random-specimen.ts";
import { type RunReport, simulate } from "./simulation.ts";
import type { Specimen } from "./specimen.ts";

const atOnce = 256;
const randomSpecimens = 400;

export interface Options {
  readonly runs: number;
  /** Runs have the seeds `seed`, `seed + 1`, … */
  readonly seed: number;
  /** Where the project is. */
  readonly root: URL;
  /** Stops at the first run with a violation. */
  readonly stopAtFirst?: boolean;
  /** Where executions are recorded. Default: each run in memory of its own. */
  readonly journal?: Journal;
  readonly trace?: Trace;
  readonly onProgress?: (done: number) => void;
}

export interface Summary {
  readonly runs: number;
  readonly hops: number;
  readonly turns: number;
  readonly resumptions: number;
  readonly faults: ReadonlyMap<string, number>;
  /** By seed. */
  readonly failed: readonly RunReport[];
}

export async function runMany({ runs, seed, root, stopAtFirst = false, trace, journal, onProgress }: Options): Promise<Summary> {
  // A third of the runs are of pipelines as users write them.
  const classes = makeClassSpecimens(root);
  const random = new Map<number, Specimen>();
  const specimens: (() => Specimen)[] = [];
  for (let index = 0; index < randomSpecimens; index++) specimens.push(() => getOrMake(random, index));
  while (specimens.length < randomSpecimens * 1.5) specimens.push(...classes.map((specimen) => () => specimen));
  const summary = { runs: 0, hops: 0, turns: 0, resumptions: 0, faults: new Map<string, number>(), failed: [] as RunReport[] };
  let begun = 0;
  // Thousands of errors are made on purpose, and their stacks would take a third of the time.
  if (runs > 1) Error.stackTraceLimit = 0;
  const worker = async () => {
    while (begun < runs && !(stopAtFirst && summary.failed.length > 0)) {
      add(summary, await simulate(seed + begun++, specimens, nextTurn, { trace, journal }));
      if (summary.runs % 1_000 === 0) onProgress?.(summary.runs);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, runs) }, worker));
  summary.failed.sort((a, b) => a.seed - b.seed);
  return summary;
}

function getOrMake(made: Map<number, Specimen>, index: number): Specimen {
  const specimen = made.get(index) ?? makeRandomSpecimen(index);
  made.set(index, specimen);
  return specimen;
}

function add(
  summary: { runs: number; hops: number; turns: number; resumptions: number; faults: Map<string, number>; failed: RunReport[] },
  run: RunReport,
) {
  summary.runs++;
  summary.hops += run.hops;
  summary.turns += run.turns;
  summary.resumptions += run.resumptions;
  for (const [kind, times] of run.faults) summary.faults.set(kind, (summary.faults.get(kind) ?? 0) + times);
  if (run.violations.length > 0) summary.failed.push(run);
}

let turn: Promise<void> | undefined;

/** After everything that can run has run. All simulations wait for the same turn. */
function nextTurn(): Promise<void> {
  turn ??= new Promise((resolve) => {
    setImmediate(() => {
      turn = undefined;
      resolve();
    });
  });
  return turn;
}

/** Runs a pipeline once for each fault that can befall it, to see whether its steps may run twice. */
import type { Pipeline } from "../authoring/pipeline.ts";
import { InvalidInput } from "../engine/errors.ts";
import type { Runnable } from "../engine/pipeline-types.ts";
import { isReservedStep } from "../engine/reserved-steps.ts";
import { findDifference, type Seen } from "./difference.ts";
import { type Crash, type Duplicate, phases } from "./fault.ts";
import { type Change, FaultChangedRun } from "./fault-changed-run.ts";
import type { HandledHop } from "./simulation.ts";
import type { StepName } from "./step-types.ts";
import { simulate } from "./test-run.ts";
import type { FromStart, FromStep, UntypedOptions } from "./test-run-options.ts";
import type { TestRun } from "./test-run-record.ts";
import { UnsteadyRun } from "./unsteady-run.ts";

/** How one run is set up: its options, and what of the world is to be the same after each. */
export type SetUp<Options> = () => (Options & Observing) | Promise<Options & Observing>;

interface Observing {
  /** What the run left outside of the pipeline, such as the calls that a fake service got. Asked when the run is over. */
  readonly observe?: () => unknown;
}

/** What faults there were, none of which made a difference. */
export interface FaultReport<P = unknown> {
  /** How many runs there were, each with a fault of its own. */
  readonly faults: number;
  /** The steps, and `onFailure`, whose code ran again after a crash although it had come to its end before. */
  readonly ranAgain: readonly (StepName<P> | "onFailure")[];
  /** The run without a fault. */
  readonly run: TestRun<P>;
}

interface Fault {
  readonly options: { readonly crashes: readonly Crash[] } | { readonly duplicates: readonly Duplicate[] };
  /** As in "a crash after 'run' of 'charge' at hop 1". */
  readonly what: string;
  /** Whether it comes while `onFailure` has run for nothing. */
  readonly losesHandler: boolean;
}

interface Observed {
  readonly run: TestRun;
  readonly handled: readonly HandledHop[];
  /** What must be the same. */
  readonly seen: Seen;
}

/**
 * Runs the pipeline twice without a fault; then again and again with a crash after each phase of each attempt and a duplicate of each message; and
 * holds that status, result, error, path, and what `observe` gives are the same every time.
 *
 * @param setUp makes the options of one run. Called for each, so that none sees the fakes of another
 * @throws {FaultChangedRun} when a fault makes a difference: a step's code ran twice, and did something twice
 * @throws {UnsteadyRun} when two runs without a fault differ already
 * @example
 * await tryEveryFault(Orders, () => {
 *   const charges = new Map<string, number>();
 *   return {
 *     input: { amount: 5 },
 *     stubs: { charge({ cents }, { execution, hop }) { charges.set(`${execution}/${hop}`, cents); return next("ship"); } },
 *     observe: () => [...charges.values()],
 *   };
 * });
 */
export function tryEveryFault<P extends Pipeline, const K extends StepName<P>>(
  pipeline: (new () => P) & Runnable<P>,
  setUp: SetUp<FromStart<P> | FromStep<P, K>>,
): Promise<FaultReport<P>>;
export async function tryEveryFault(pipeline: unknown, setUp: SetUp<UntypedOptions>): Promise<FaultReport> {
  if (typeof setUp !== "function") {
    throw new InvalidInput("tryEveryFault takes a function that gives the options of one run, so that each run has fakes of its own.");
  }
  const plain = await observe(pipeline, setUp, {});
  if (plain.seen.observed instanceof Error) throw plain.seen.observed;
  const again = await observe(pipeline, setUp, {});
  const unsteady = findDifference(plain.seen, again.seen);
  if (unsteady) throw new UnsteadyRun(plain.seen, again.seen, unsteady);
  const faults = faultsOf(plain.handled);
  const ranAgain = new Set<string>();
  const changes: Change[] = [];
  for (const fault of faults) {
    const { run, seen } = await observe(pipeline, setUp, fault.options);
    const lost = fault.losesHandler ? ["onFailure"] : run.steps.filter((step) => step.lost).map(({ step }) => step);
    for (const step of lost) ranAgain.add(step);
    const difference = findDifference(plain.seen, seen);
    if (difference) changes.push({ fault: fault.what, seen, difference, lost });
  }
  const [first, ...others] = changes;
  if (first) throw new FaultChangedRun(plain.seen, [first, ...others], faults.length);
  return { faults: faults.length, ranAgain: [...ranAgain], run: plain.run };
}

async function observe(pipeline: unknown, setUp: SetUp<UntypedOptions>, fault: Partial<UntypedOptions>): Promise<Observed> {
  const { observe: look, ...options } = await setUp();
  const { run, handled } = await simulate(pipeline, { ...options, ...fault });
  const { error, status, result, path } = run;
  // In the order in which a difference says most.
  return { run, handled, seen: { error, status, result, path, ...(look && { observed: await lookAt(look) }) } };
}

/** What is seen, or the error: what is there without a fault may not be there with one. */
async function lookAt(look: () => unknown): Promise<unknown> {
  try {
    return await look();
  } catch (thrown) {
    return thrown;
  }
}

function faultsOf(handled: readonly HandledHop[]): Fault[] {
  const duplicated = handled.filter(({ hop }, index) => handled.findIndex((first) => first.hop === hop) === index);
  return [...handled.flatMap(crashesOf), ...duplicated.map(duplicateOf)];
}

function crashesOf({ step, hop, attempt }: HandledHop): Fault[] {
  const isHandler = isReservedStep(step);
  // Nothing of `onFailure` is stored.
  return phases
    .filter((phase) => !(isHandler && phase === "store"))
    .map((after) => ({
      options: { crashes: [{ after, hop, attempt }] },
      what: `a crash after '${after}' of ${nameOf(step)} at hop ${hop}${attempt > 1 ? `, attempt ${attempt}` : ""}`,
      losesHandler: isHandler && after === "run",
    }));
}

function duplicateOf({ step, hop }: HandledHop): Fault {
  return { options: { duplicates: [{ hop }] }, what: `a second message for ${nameOf(step)} at hop ${hop}`, losesHandler: false };
}

function nameOf(step: string): string {
  return isReservedStep(step) ? "'onFailure'" : `'${step}'`;
}

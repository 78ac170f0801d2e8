/** Runs a pipeline as it runs when deployed, but in this process, on a clock that takes no time. */
import type { Pipeline } from "../authoring/pipeline.ts";
import { UnknownStep } from "../engine/errors.ts";
import { loadValue } from "../engine/load-state.ts";
import { describeUnknownStep, readSteps } from "../engine/pipeline-steps.ts";
import type { Runnable } from "../engine/pipeline-types.ts";
import { readState } from "../engine/read-state.ts";
import { ManualClock } from "../local/manual-clock.ts";
import { readInput } from "../local/read-input.ts";
import { readMaxHops } from "../local/run-options.ts";
import { FaultPlan } from "./fault.ts";
import { installStubs } from "./install-stubs.ts";
import { plainError } from "./plain-error.ts";
import { type HandledHop, Simulation } from "./simulation.ts";
import type { StepName } from "./step-types.ts";
import { testExecution } from "./test-execution.ts";
import type { FromStart, FromStep, UntypedOptions } from "./test-run-options.ts";
import type { TestRun } from "./test-run-record.ts";

type Arguments<P, K extends StepName<P>> =
  Record<never, never> extends FromStart<P> ? [options?: FromStart<P> | FromStep<P, K>] : [options: FromStart<P> | FromStep<P, K>];

/**
 * Runs a pipeline to its end, and gives all that happened as plain data. A run that fails is a result, too: its `status` says so.
 *
 * It is the protocol of deployed executions, with a journal in memory. Delays and retries take no time; retries wait as long as their policy
 * allows, without jitter.
 *
 * @throws {InvalidInput} for an input or a state that can't be one, and for stubs and faults of steps that there aren't
 * @throws {InvalidPipeline} for a class that can't be run
 * @example
 * const run = await testRun(Cafe, { input: { choice: "t" } });
 * assert.deepEqual(run.path, ["start", "tea", "coffee", "drink"]);
 * assert.deepEqual(run.result, { milk: true });
 */
export function testRun<P extends Pipeline, const K extends StepName<P>>(
  pipeline: (new () => P) & Runnable<P>,
  ...options: Arguments<P, K>
): Promise<TestRun<P>>;
export async function testRun(pipeline: unknown, options: UntypedOptions = {}): Promise<TestRun> {
  const { run, faults } = await simulate(pipeline, options);
  faults.checkAllCame(run.path);
  return run;
}

/** What {@link testRun} does, with the hops that it handled, and the faults that came or not. */
export async function simulate(
  pipeline: unknown,
  options: UntypedOptions,
): Promise<{ readonly run: TestRun; readonly handled: readonly HandledHop[]; readonly faults: FaultPlan }> {
  const { startAt = "start", graph, stubs = {}, crashes = [], duplicates = [] } = options;
  const clock = options.clock ?? new ManualClock();
  const began = clock.now();
  const steps = installStubs(readSteps(pipeline), stubs, clock);
  if (!steps.steps.has(startAt)) {
    throw new UnknownStep(`A run can't begin from '${startAt}'. ${describeUnknownStep(steps, startAt)}`, startAt);
  }
  const maxHops = readMaxHops(options);
  const fromStart = options.startAt === undefined;
  const given = fromStart ? options.input : readState(options.state ?? {}, `The state for step '${startAt}' of ${steps.name}`);
  const state = readInput(steps.name, startAt, given, graph);
  const input = fromStart || options.input === undefined ? state : readInput(steps.name, "start", options.input, graph);
  const faults = new FaultPlan(crashes, duplicates, steps);
  const simulation = new Simulation(steps, faults, { ...options, maxHops }, clock);
  await simulation.run(startAt, state, input);
  return { run: await describe(simulation, clock.now() - began), handled: simulation.handled, faults };
}

async function describe({ journal, blobs, path, steps, logs }: Simulation, elapsedMilliseconds: number): Promise<TestRun> {
  const row = await journal.readExecution(testExecution);
  if (row?.status !== "completed" && row?.status !== "failed") {
    throw new Error(
      `The execution is ${row?.status ?? "lost"} although no message is left. This is a fault of Orchwits: please report it.`,
    );
  }
  return {
    status: row.status,
    result: (await loadValue(blobs, row.result, "the result")) as undefined,
    error: row.error && plainError(row.error),
    path,
    steps,
    logs,
    elapsedMilliseconds,
  };
}

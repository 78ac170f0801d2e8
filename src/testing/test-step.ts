/** Runs a single step of a pipeline, with a state that the test gives it. */
import type { Pipeline } from "../authoring/pipeline.ts";
import { Attempt } from "../engine/attempt.ts";
import { UnknownStep } from "../engine/errors.ts";
import { makeExecutionId } from "../engine/execution-id.ts";
import { explainFailure } from "../engine/explain-failure.ts";
import { describeUnknownStep, readSteps } from "../engine/pipeline-steps.ts";
import type { InputOf } from "../engine/pipeline-types.ts";
import { readState } from "../engine/read-state.ts";
import { runAttempt } from "../engine/run-attempt.ts";
import { ManualClock } from "../local/manual-clock.ts";
import type { State } from "../model/state.ts";
import type { PlainOutcome, StateOf, StepName } from "./step-types.ts";

/** What the step can learn from its context. */
export interface TestStepOptions<P> {
  /** What `context.input()` gives. Default: the state. */
  readonly input?: InputOf<P>;
  /** Default 1. */
  readonly attempt?: number;
  /** Default 0. */
  readonly hop?: number;
}

type WithState<P, K> =
  Record<never, never> extends StateOf<P, K>
    ? [state?: StateOf<P, K>, options?: TestStepOptions<P>]
    : [state: StateOf<P, K>, options?: TestStepOptions<P>];

/**
 * Runs one step once and gives its outcome as plain data: `{ next, set, dropped }`, or `{ done }`.
 *
 * State and outcome pass through JSON, as they do between steps.
 *
 * @throws what the step throws, as it is
 * @throws {InvalidOutcome} when the step returns something that can't be followed
 * @example
 * assert.deepEqual(await testStep(Cafe, "coffee", { beans: 3 }), { next: "drink", set: { milk: true }, dropped: [] });
 */
export async function testStep<P extends Pipeline, K extends StepName<P>>(
  pipeline: new () => P,
  step: K,
  ...[state, options = {}]: WithState<P, K>
): Promise<PlainOutcome<P, K>> {
  const steps = readSteps(pipeline);
  const runnable = steps.steps.get(step);
  if (!runnable) throw new UnknownStep(`There is no such step to test. ${describeUnknownStep(steps, step)}`, step);
  const before = readState(state ?? {}, `The state for step '${step}' of ${steps.name}`);
  const clock = new ManualClock();
  const outcome = await runAttempt(new Attempt(clock), {
    pipeline: steps,
    step: runnable,
    identity: { execution: makeExecutionId(clock.now()), step, hop: options.hop ?? 0, attempt: options.attempt ?? 1 },
    state: before,
    clock,
    writeLog: () => {},
    input: async () => (options.input ?? before) as State,
    instance: steps.create,
  });
  if (outcome.kind === "failed") throw explainFailure(outcome).thrown;
  if (outcome.kind === "done") return { done: outcome.result } as PlainOutcome<P, K>;
  const { to, set, dropped, afterMilliseconds } = outcome;
  return { next: to, set, dropped, ...(afterMilliseconds > 0 && { afterMilliseconds }) } as unknown as PlainOutcome<P, K>;
}

/** Runs a pipeline in this process, in memory: for development, tests, and programs that need no more. */
import type { Pipeline } from "../authoring/pipeline.ts";
import type { InputOf, ResultOf, Runnable } from "../engine/pipeline-types.ts";
import type { State } from "../model/state.ts";
import { execute } from "./execute.ts";
import type { RunOptions } from "./run-options.ts";

export type { RunOptions };

type Arguments<P> =
  Record<never, never> extends InputOf<P> ? [input?: InputOf<P>, options?: RunOptions] : [input: InputOf<P>, options?: RunOptions];

/**
 * Runs a pipeline in this process and gives its result.
 *
 * State passes between steps as it does on Lambda: only what JSON can hold, and nothing through `this`.
 *
 * @throws {StepFailed} when a step threw for the last time; what it threw is the `cause`
 * @throws {InvalidOutcome} when a step returned something that can't be followed
 * @throws {StepTimedOut} when a step took longer than its `timeout`
 * @throws {TooManyHops} when it took more than `maxHops` hops
 * @throws {Cancelled} when the signal was aborted
 * @throws {InvalidInput} for an input that isn't JSON, lacks a key or has a reserved one, and {@link UnknownStep} for an unknown `from`
 * @throws {InvalidPipeline} for a class that can't be run
 * @example
 * const { milk } = await run(Cafe, { choice: "c" });
 * @example
 * // Goes on where an execution failed.
 * await run(Cafe, error.state, { from: error.step });
 */
export function run<P extends Pipeline>(
  pipeline: (new () => P) & Runnable<P>,
  state: State,
  options: RunOptions & { readonly from: string },
): Promise<ResultOf<P>>;
export function run<P extends Pipeline>(pipeline: (new () => P) & Runnable<P>, ...input: Arguments<P>): Promise<ResultOf<P>>;
export function run(pipeline: unknown, input?: unknown, options?: RunOptions): Promise<unknown> {
  return execute(pipeline, input, options);
}

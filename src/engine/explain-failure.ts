/** What is made of an attempt that failed: whether its step may run again, and the error that ends its execution otherwise. */
import { describeOutcomeFault } from "./describe-outcome-fault.ts";
import type { ExecutionError } from "./errors.ts";
import { makeCancelled, makeInvalidOutcome, makeStepFailed, makeStepTimedOut, type Scene } from "./make-errors.ts";
import type { OutcomeFault } from "./outcome-fault.ts";
import type { Failed } from "./run-attempt.ts";

export interface Failure {
  /** What the step threw, or our own error where the fault is not an exception. */
  readonly thrown: unknown;
  /** Whether running it again may help. */
  readonly mayRetry: boolean;
  /** The error that ends the execution, unless the step runs again. */
  end(): ExecutionError;
}

/** @param resumeWith what goes on from there, where there is more than a new run */
export function explainFailure({ request, how, thrown }: Failed, resumeWith?: string): Failure {
  const scene: Scene = { pipeline: request.pipeline.name, ...request.identity, state: request.state, resumeWith };
  switch (how) {
    case "threw":
      return { thrown, mayRetry: true, end: () => makeStepFailed(scene, thrown) };
    case "late": {
      const { timeoutMilliseconds, timeout } = request.step;
      // Where its function's time ended first, its own timeout is not to blame.
      const own = timeoutMilliseconds !== undefined && timeoutMilliseconds <= (request.timeLimitMilliseconds ?? Infinity);
      return ended(makeStepTimedOut(scene, own ? timeout : undefined, thrown === undefined ? undefined : { thrown }), true);
    }
    case "aborted":
      return ended(makeCancelled(scene, "in", thrown), false);
    case "unfit":
      return ended(makeInvalidOutcome(scene, describeOutcomeFault((thrown as OutcomeFault).problem, request.pipeline)), false);
  }
}

function ended(error: ExecutionError, mayRetry: boolean): Failure {
  return { thrown: error, mayRetry, end: () => error };
}

/** Runs a step once and follows its outcome: the part of a hop that is the user's code, the same in every home. */
import type { State } from "../model/state.ts";
import { applyOutcome, type End, type Move, OutcomeFault } from "./apply-outcome.ts";
import type { Attempt } from "./attempt.ts";
import type { Clock } from "./clock.ts";
import { describeUnknown, type PipelineSteps, type RunnableStep } from "./collect-steps.ts";
import type { ExecutionError } from "./errors.ts";
import { copyJson } from "./json.ts";
import { type AttemptIdentity, makeContext, type WriteLog } from "./make-context.ts";
import { makeCancelled, makeInvalidOutcome, makeStepFailed, makeStepTimedOut, type Scene } from "./make-errors.ts";
import type { OutcomeWords } from "./outcome-words.ts";

/** What an attempt needs. */
export interface AttemptRequest {
  readonly pipeline: PipelineSteps;
  readonly step: RunnableStep;
  readonly identity: AttemptIdentity;
  /** What the step gets a copy of. */
  readonly state: State;
  /** What its outcome changes, where that is more than the step gets: values that it doesn't read need not be at hand. */
  readonly carried?: State;
  /** What goes on from here after a failure, where there is more than a new run. */
  readonly resumeWith?: string;
  /** How long it may take here, where that may be shorter than the step's own timeout. */
  readonly timeLimitMilliseconds?: number | undefined;
  /** Tells what is wrong with what the step returns. */
  readonly words: OutcomeWords;
  readonly clock: Clock;
  readonly writeLog: WriteLog;
  /** The pipeline's original input, which may have to be fetched. */
  input(): Promise<State>;
  /** The step's instance. It is only asked for here, because a constructor can throw. */
  instance(): object;
}

/** An attempt that did not work out. */
export interface Failure {
  readonly kind: "failed";
  /** What the step threw, or our own error where the fault is not an exception. */
  readonly thrown: unknown;
  /** Whether running it again may help. */
  readonly mayRetry: boolean;
  /** The error that ends the execution, unless the step runs again. */
  end(): ExecutionError;
}

type Settled = { readonly returned: unknown } | { readonly thrown: unknown };

/** Never rejects: what goes wrong is a {@link Failure}. */
export async function runAttempt(attempt: Attempt, request: AttemptRequest): Promise<Move | End | Failure> {
  const { step, clock } = request;
  const { timeoutMilliseconds } = step;
  const limit = shorter(timeoutMilliseconds, request.timeLimitMilliseconds);
  const began = timeoutMilliseconds === undefined ? 0 : clock.now();
  let timedOut = false;
  const cancelTimeout =
    limit === undefined
      ? undefined
      : clock.schedule(limit, () => {
          timedOut = true;
          const over =
            limit === timeoutMilliseconds ? `The step's timeout of ${step.timeout} is over.` : "The function's time is nearly over.";
          attempt.abort(new DOMException(over, "TimeoutError"));
        });
  const settled = await settle(attempt, request);
  cancelTimeout?.();
  // A step that never awaits can't be interrupted here, but Lambda would have stopped it.
  if (timeoutMilliseconds !== undefined && clock.now() - began > timeoutMilliseconds) timedOut = true;

  if (timedOut) {
    const own = "thrown" in settled && settled.thrown !== attempt.aborted?.reason ? settled : undefined;
    const error = makeStepTimedOut(sceneOf(request), limit === timeoutMilliseconds ? step.timeout : undefined, own);
    return { kind: "failed", thrown: error, mayRetry: true, end: () => error };
  }
  if (attempt.aborted) {
    const error = makeCancelled(sceneOf(request), "in", attempt.aborted.reason);
    return { kind: "failed", thrown: error, mayRetry: false, end: () => error };
  }
  if ("thrown" in settled) {
    const { thrown } = settled;
    return { kind: "failed", thrown, mayRetry: true, end: () => makeStepFailed(sceneOf(request), thrown) };
  }
  try {
    return follow(request, settled.returned);
  } catch (fault) {
    // Reading what was returned runs the user's getters, which can throw anything.
    if (!(fault instanceof OutcomeFault)) {
      return { kind: "failed", thrown: fault, mayRetry: true, end: () => makeStepFailed(sceneOf(request), fault) };
    }
    const error = makeInvalidOutcome(sceneOf(request), fault.message);
    return { kind: "failed", thrown: error, mayRetry: false, end: () => error };
  }
}

function shorter(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

async function settle(attempt: Attempt, request: AttemptRequest): Promise<Settled> {
  if (attempt.aborted) return { thrown: attempt.aborted.reason };
  const { step, identity, state, writeLog } = request;
  try {
    const context = makeContext(identity, () => request.input(), attempt, writeLog);
    return { returned: await attempt.run(() => step.method.call(request.instance(), copyJson(state), context)) };
  } catch (thrown) {
    return { thrown };
  }
}

function follow({ pipeline, state, carried = state, words }: AttemptRequest, returned: unknown): Move | End {
  const outcome = applyOutcome(carried, returned, words);
  if (outcome.kind === "next" && !(pipeline.hasStep?.(outcome.to) ?? pipeline.steps.has(outcome.to))) {
    throw new OutcomeFault(`moved to '${outcome.to}', but ${describeUnknown(pipeline, outcome.to)}`);
  }
  return outcome;
}

function sceneOf({ pipeline, identity, state, resumeWith }: AttemptRequest): Scene {
  return { pipeline: pipeline.name, ...identity, state, resumeWith };
}

/** Runs a step once and follows its outcome: the part of a hop that is the user's code, the same in every home. */
import type { AttemptIdentity } from "../model/message.ts";
import type { State } from "../model/state.ts";
import { applyOutcome, type End, type Move } from "./apply-outcome.ts";
import type { Attempt } from "./attempt.ts";
import type { Clock } from "./clock.ts";
import type { PipelineSteps, RunnableStep } from "./collect-steps.ts";
import { copyJson } from "./json.ts";
import { makeContext, type WriteLog } from "./make-context.ts";
import { OutcomeFault } from "./outcome-fault.ts";

/** What an attempt needs. */
export interface AttemptRequest {
  readonly pipeline: PipelineSteps;
  readonly step: RunnableStep;
  readonly identity: AttemptIdentity;
  /** What the step gets a copy of. */
  readonly state: State;
  /** What its outcome changes, where that is more than the step gets: values that it doesn't read need not be at hand. */
  readonly carried?: State;
  /** How long it may take here, where that may be shorter than the step's own timeout. */
  readonly timeLimitMilliseconds?: number | undefined;
  readonly clock: Clock;
  readonly writeLog: WriteLog;
  /** The pipeline's original input, which may have to be fetched. */
  input(): Promise<State>;
  /** The step's instance. It is only asked for here, because a constructor can throw. */
  instance(): object;
}

/** An attempt that did not work out, before anything is made of it: see {@link explainFailure}. */
export interface Failed {
  readonly kind: "failed";
  readonly request: AttemptRequest;
  /** `threw`: the step did. `late`: it took too long. `aborted`: whoever let it run has stopped it. `unfit`: no outcome can be followed. */
  readonly how: "threw" | "late" | "aborted" | "unfit";
  /** What the step threw; where it was aborted, why; where it was late, what else it threw, if it did; an {@link OutcomeFault} where that is unfit. */
  readonly thrown: unknown;
  /** Why the pipeline's input could not be fetched that the step asked for. */
  readonly inputFault?: unknown;
}

type Settled = { readonly returned: unknown } | { readonly thrown: unknown };

/** Never rejects: what goes wrong is {@link Failed}. */
export async function runAttempt(attempt: Attempt, request: AttemptRequest): Promise<Move | End | Failed> {
  const { step, clock } = request;
  const { timeoutMilliseconds } = step;
  const limit = limitOf(request);
  const began = timeoutMilliseconds === undefined ? 0 : clock.now();
  let late = false;
  const cancelTimeout =
    limit === undefined
      ? undefined
      : clock.schedule(limit, () => {
          late = true;
          attempt.abort(new DOMException("The step's time is over.", "TimeoutError"));
        });
  const settled = await settle(attempt, request);
  cancelTimeout?.();
  // A step that never awaits can't be interrupted here, but Lambda would have stopped it.
  if (timeoutMilliseconds !== undefined && clock.now() - began > timeoutMilliseconds) late = true;

  const { aborted } = attempt;
  const thrown = "thrown" in settled ? settled.thrown : undefined;
  if (late) return failed(request, "late", thrown === aborted?.reason ? undefined : thrown);
  if (aborted) return failed(request, "aborted", aborted.reason);
  if (!("returned" in settled)) return failed(request, "threw", thrown);
  try {
    return follow(request, settled.returned);
  } catch (fault) {
    // Reading what was returned runs the user's getters, which can throw anything.
    return failed(request, fault instanceof OutcomeFault ? "unfit" : "threw", fault);
  }
}

function failed(request: AttemptRequest, how: Failed["how"], thrown: unknown): Failed {
  return { kind: "failed", request, how, thrown };
}

/** How long an attempt may take: as long as its step and its function may. */
function limitOf({ step: { timeoutMilliseconds: one }, timeLimitMilliseconds: other }: AttemptRequest): number | undefined {
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

function follow({ pipeline, state, carried = state }: AttemptRequest, returned: unknown): Move | End {
  const outcome = applyOutcome(carried, returned);
  if (outcome.kind === "next" && !(pipeline.hasStep?.(outcome.to) ?? pipeline.steps.has(outcome.to))) {
    throw new OutcomeFault("unknown", outcome.to);
  }
  return outcome;
}

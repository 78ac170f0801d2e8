/** The third phase: runs the user's code while the claim is kept alive, and leaves it when the claim is lost. */
import type { State } from "../model/state.ts";
import type { Abilities } from "./abilities.ts";
import type { End, Move } from "./apply-outcome.ts";
import { Attempt } from "./attempt.ts";
import type { HeldHop } from "./claim-hop.ts";
import type { RunnableStep } from "./collect-steps.ts";
import { BlobFault, OrchwitsError } from "./errors.ts";
import type { AttemptIdentity } from "./make-context.ts";
import { type Failure, runAttempt } from "./run-attempt.ts";
import type { HopWorker } from "./worker-options.ts";

/** An attempt whose hop is no longer ours: nothing of it counts. */
export interface Lost {
  readonly kind: "lost";
}

/** @throws what stopped the worker, and what kept the journal from answering: the message is then to be delivered again */
export async function runHeldStep(
  worker: HopWorker,
  { readInput, keepClaim, words }: Abilities,
  held: HeldHop,
  step: RunnableStep,
  state: State,
): Promise<Move | End | Failure | Lost> {
  const { pipeline, clock, signal, resumeOptions = "", writeLog = () => {} } = worker;
  const attempt = new Attempt(clock);
  const input = new Input(() => readInput(held.message.execution));
  let lost = false;
  const stopRenewing = keepClaim?.(worker, held, () => {
    lost = true;
    attempt.abort(new DOMException("This attempt took longer than its lease, and the step was given to another worker.", "AbortError"));
  });
  const interrupt = () => attempt.abort(signal?.reason);
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    signal?.throwIfAborted();
    const outcome = await runAttempt(attempt, {
      pipeline,
      step,
      identity: identityOf(held),
      state,
      carried: held.message.state as State,
      resumeWith: `orchwits resume ${held.message.execution}${resumeOptions}`,
      timeLimitMilliseconds: worker.timeLimitMilliseconds,
      words,
      clock,
      writeLog,
      input: () => input.load(),
      instance: () => worker.instanceOf?.(step) ?? pipeline.create(),
    });
    if (lost) return { kind: "lost" };
    signal?.throwIfAborted();
    if (outcome.kind === "failed" && input.isFaultOf(outcome.thrown)) throw outcome.thrown;
    return outcome;
  } finally {
    stopRenewing?.();
    signal?.removeEventListener("abort", interrupt);
  }
}

export function identityOf({ message: { execution, step, hop, attempt } }: HeldHop): AttemptIdentity {
  return { execution, step, hop, attempt };
}

/** The pipeline's original input, fetched when a step first asks for it. */
class Input {
  readonly #fetch: () => Promise<State>;
  #loading: Promise<State> | undefined;
  #fault: unknown;

  constructor(fetch: () => Promise<State>) {
    this.#fetch = fetch;
  }

  load(): Promise<State> {
    this.#loading ??= this.#fetch().catch((error) => {
      if (!isOfStep(error)) this.#fault = error;
      throw error;
    });
    return this.#loading;
  }

  /** Whether it is not the step's failure, nor one to be recorded, but ours. */
  isFaultOf(thrown: unknown): boolean {
    return this.#fault !== undefined && this.#fault === thrown;
  }
}

/** What no later delivery would mend. */
function isOfStep(error: unknown): boolean {
  return error instanceof BlobFault || (error instanceof OrchwitsError && error.origin === "pipeline");
}

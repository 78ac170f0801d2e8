/** The third phase: runs the user's code while the claim is kept alive, and leaves it when the claim is lost. */
import { identityOf } from "../model/message.ts";
import type { State } from "../model/state.ts";
import type { Abilities } from "./abilities.ts";
import type { End, Move } from "./apply-outcome.ts";
import { Attempt } from "./attempt.ts";
import type { HeldHop } from "./claim-hop.ts";
import type { RunnableStep } from "./collect-steps.ts";
import { type Failed, runAttempt } from "./run-attempt.ts";
import type { HopWorker } from "./worker-options.ts";

/** An attempt whose hop is no longer ours: nothing of it counts. */
export interface Lost {
  readonly kind: "lost";
}

/** @throws what stopped the worker: the message is then to be delivered again */
export async function runHeldStep(
  worker: HopWorker,
  { readInput, keepClaim }: Abilities,
  held: HeldHop,
  step: RunnableStep,
  state: State,
): Promise<Move | End | Failed | Lost> {
  const { pipeline, clock, signal, writeLog = () => {} } = worker;
  const attempt = new Attempt(clock);
  let loading: Promise<State> | undefined;
  let inputFault: unknown;
  const loadInput = () => {
    loading ??= readInput(held.message.execution).catch((error) => {
      inputFault = error;
      throw error;
    });
    return loading;
  };
  let lost = false;
  const stopRenewing = keepClaim?.(worker, held, (reason) => {
    lost = true;
    attempt.abort(reason);
  });
  const interrupt = () => attempt.abort(signal?.reason);
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    signal?.throwIfAborted();
    const outcome = await runAttempt(attempt, {
      pipeline,
      step,
      identity: identityOf(held.message),
      state,
      carried: held.message.state as State,
      timeLimitMilliseconds: worker.timeLimitMilliseconds,
      clock,
      writeLog,
      input: loadInput,
      instance: () => worker.instanceOf?.(step) ?? pipeline.create(),
    });
    if (lost) return { kind: "lost" };
    signal?.throwIfAborted();
    return outcome.kind === "failed" ? { ...outcome, inputFault } : outcome;
  } finally {
    stopRenewing?.();
    signal?.removeEventListener("abort", interrupt);
  }
}

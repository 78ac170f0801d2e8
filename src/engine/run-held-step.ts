/** The third phase: runs the user's code while the claim is kept alive, and leaves it when the claim is lost. */
import type { State } from "../model/state.ts";
import type { End, Move } from "./apply-outcome.ts";
import { Attempt } from "./attempt.ts";
import type { HeldHop } from "./claim-hop.ts";
import type { RunnableStep } from "./collect-steps.ts";
import { BlobFault } from "./errors.ts";
import { loadState } from "./load-state.ts";
import type { AttemptIdentity } from "./make-context.ts";
import { type Failure, runAttempt } from "./run-attempt.ts";
import type { Worker } from "./worker-options.ts";

/** An attempt whose hop is no longer ours: nothing of it counts. */
export interface Lost {
  readonly kind: "lost";
}

/** @throws what stopped the worker, and what kept the journal from answering: the message is then to be delivered again */
export async function runHeldStep(worker: Worker, held: HeldHop, step: RunnableStep, state: State): Promise<Move | End | Failure | Lost> {
  const { pipeline, clock, signal, writeLog = () => {} } = worker;
  const attempt = new Attempt(clock);
  const input = new Input(worker, held.message.execution);
  let lost = false;
  const stopRenewing = keepRenewing(worker, held, () => {
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
      resumeWith: `orchwits resume ${held.message.execution}`,
      timeLimitMilliseconds: worker.timeLimitMilliseconds,
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
    stopRenewing();
    signal?.removeEventListener("abort", interrupt);
  }
}

export function identityOf({ message: { execution, step, hop, attempt } }: HeldHop): AttemptIdentity {
  return { execution, step, hop, attempt };
}

/** Moves the end of the lease again and again, until it is told to stop or finds that the hop is someone else's. */
function keepRenewing({ journal, clock, leaseMilliseconds, renewEveryMilliseconds }: Worker, { key, token }: HeldHop, onLost: () => void) {
  if (renewEveryMilliseconds === undefined) return () => {};
  let stopped = false;
  let callOff = () => {};
  const renewLater = () => {
    const renew = async () => {
      // A journal that doesn't answer now may do so before the lease is over; if not, completing will tell.
      const ours = await journal.renew(key, token, clock.now() + leaseMilliseconds).catch(() => true);
      if (stopped) return;
      if (ours) renewLater();
      else onLost();
    };
    callOff = clock.schedule(renewEveryMilliseconds, renew, true);
  };
  renewLater();
  return () => {
    stopped = true;
    callOff();
  };
}

/** The pipeline's original input, fetched when a step first asks for it. */
class Input {
  readonly #worker: Worker;
  readonly #execution: string;
  #loading: Promise<State> | undefined;
  #faults: unknown[] = [];

  constructor(worker: Worker, execution: string) {
    this.#worker = worker;
    this.#execution = execution;
  }

  load(): Promise<State> {
    this.#loading ??= this.#fetch();
    return this.#loading;
  }

  /** Whether it is not the step's failure, nor one to be recorded, but ours. */
  isFaultOf(thrown: unknown): boolean {
    return this.#faults.includes(thrown);
  }

  async #fetch(): Promise<State> {
    try {
      const row = await this.#worker.journal.readExecution(this.#execution);
      return await loadState(this.#worker.blobs, row?.input ?? {}, "all");
    } catch (error) {
      if (!(error instanceof BlobFault)) this.#faults.push(error);
      throw error;
    }
  }
}

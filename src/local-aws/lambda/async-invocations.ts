/** Lambda's queue of asynchronous invocations: runs them when there is room, again when they fail, and gives them up loudly. */
import type { Clock } from "../../engine/clock.ts";
import type { FunctionConfiguration } from "../function-configuration.ts";
import { ServiceError } from "../service-error.ts";
import type { Call, CallResult } from "./call.ts";
import type { FunctionRunner } from "./function-runner.ts";

/** After the first and the second failure (Lambda's guide, "Error handling for asynchronous invocation"). */
const retryMilliseconds = [60_000, 120_000];
/** Of an invocation that was refused or met a fault of Lambda's: doubled from the first to the longest, with jitter (ibid.). */
const backoff = { firstMilliseconds: 1_000, longestMilliseconds: 300_000 };
/** How far to look for an invocation whose function is warm, before the one that waits longest gets a process. */
const lookAhead = 64;

export type Condition = "RetriesExhausted" | "EventAgeExceeded" | "RecursiveInvocation";

export interface AsyncInvocation {
  readonly functionName: string;
  readonly call: Call;
  readonly acceptedAt: number;
  /** How often it ran. */
  runs: number;
  /** How often in a row it couldn't run. */
  refusals: number;
  /** How often another was preferred to it. */
  passedOver: number;
}

export interface AsyncOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly runner: FunctionRunner;
  readonly giveUp: (invocation: AsyncInvocation, condition: Condition, result?: CallResult) => Promise<void>;
  /** Is told when an invocation is to run again. */
  readonly onRetry: (invocation: AsyncInvocation, delayMilliseconds: number) => void;
}

export class AsyncInvocations {
  readonly #options: AsyncOptions;
  readonly #ready: AsyncInvocation[] = [];
  readonly #waiting = new Set<() => void>();
  #running = 0;
  #closed = false;
  #settled: (() => void)[] = [];

  constructor(options: AsyncOptions) {
    this.#options = options;
  }

  accept(functionName: string, call: Call): void {
    this.#ready.push({ functionName, call, acceptedAt: this.#options.clock.now(), runs: 0, refusals: 0, passedOver: 0 });
    this.pump();
  }

  /** Begins what there is room for. */
  pump(): void {
    const { runner } = this.#options;
    while (!this.#closed && this.#ready.length > 0 && runner.pool.hasRoom) {
      const next = this.#take();
      this.#running++;
      void this.#run(next).finally(() => {
        this.#running--;
        this.#checkSettled();
        this.pump();
      });
    }
  }

  /** Resolves once nothing runs and nothing is ready; what waits for its retry doesn't count. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#settled.push(resolve);
      this.#checkSettled();
    });
  }

  /** How many wait for a time to come. */
  get waiting(): number {
    return this.#waiting.size;
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
    this.#ready.length = 0;
  }

  #take(): AsyncInvocation {
    const { pool } = this.#options.runner;
    const first = this.#ready[0] as AsyncInvocation;
    const warm = this.#ready.slice(0, lookAhead).findIndex(({ functionName }) => pool.count(functionName, "idle") > 0);
    if (warm <= 0 || first.passedOver >= lookAhead) return this.#ready.shift() as AsyncInvocation;
    first.passedOver++;
    return this.#ready.splice(warm, 1)[0] as AsyncInvocation;
  }

  async #run(invocation: AsyncInvocation): Promise<void> {
    const { runner, giveUp } = this.#options;
    const { functionName, call } = invocation;
    const configuration = runner.functions.get(functionName);
    if (!configuration) return;
    try {
      const result = await runner.run(functionName, call, "Event", invocation.runs + 1);
      invocation.runs++;
      invocation.refusals = 0;
      if (this.#closed || !result.failed) return;
      if (invocation.runs > configuration.maximumRetryAttempts) return await giveUp(invocation, "RetriesExhausted", result);
      this.#later(invocation, configuration, retryMilliseconds[invocation.runs - 1] ?? 120_000, result);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      // Nothing is retried where nothing may run (Lambda's guide, "Reserved concurrency").
      if (configuration.reservedConcurrency === 0) return await giveUp(invocation, "RetriesExhausted");
      const longest = Math.min(backoff.longestMilliseconds, backoff.firstMilliseconds * 2 ** invocation.refusals++);
      this.#later(invocation, configuration, longest * (0.5 + this.#options.random() / 2));
    }
  }

  #later(
    invocation: AsyncInvocation,
    { maximumEventAgeSeconds }: FunctionConfiguration,
    delayMilliseconds: number,
    result?: CallResult,
  ): void {
    const { clock, giveUp } = this.#options;
    const left = invocation.acceptedAt + maximumEventAgeSeconds * 1000 - clock.now();
    if (delayMilliseconds <= left) this.#options.onRetry(invocation, delayMilliseconds);
    const cancel = clock.schedule(
      Math.max(0, Math.min(delayMilliseconds, left)),
      () => {
        this.#waiting.delete(cancel);
        if (delayMilliseconds > left) void giveUp(invocation, "EventAgeExceeded", result);
        else {
          this.#ready.push(invocation);
          this.pump();
        }
      },
      true,
    );
    this.#waiting.add(cancel);
  }

  #checkSettled(): void {
    if (this.#running > 0 || this.#ready.length > 0) return;
    for (const resolve of this.#settled.splice(0)) resolve();
  }
}

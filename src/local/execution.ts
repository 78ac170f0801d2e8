/** One execution in this process: step after step, with retries, delays, limits and cancellation. It keeps no history. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Pipeline } from "../authoring/pipeline.ts";
import type { End, Move } from "../engine/apply-outcome.ts";
import { Attempt } from "../engine/attempt.ts";
import { type Clock, wait } from "../engine/clock.ts";
import type { PipelineSteps, RunnableStep } from "../engine/collect-steps.ts";
import { reportError } from "../engine/error-report.ts";
import { Cancelled, ExecutionError } from "../engine/errors.ts";
import { makeExecutionId } from "../engine/execution-id.ts";
import { explainFailure } from "../engine/explain-failure.ts";
import { copyJson } from "../engine/json.ts";
import { makeCancelled, makeTooManyHops, type Scene } from "../engine/make-errors.ts";
import { planRetry } from "../engine/retry.ts";
import { type Failed, runAttempt } from "../engine/run-attempt.ts";
import { liveKeys } from "../model/live-keys.ts";
import type { State } from "../model/state.ts";
import { EventReporter } from "./event-reporter.ts";
import { keepKeys } from "./keep-keys.ts";
import type { RunOptions } from "./run-options.ts";
import { systemClock } from "./system-clock.ts";

/** How long the loop keeps the process to itself: timers and Ctrl-C must get their turn even if no step ever awaits anything. */
const longestTurnMilliseconds = 10;

/** A step about to run: what there is to know at each point of the loop. */
interface Position {
  readonly step: RunnableStep;
  readonly hop: number;
  readonly attempt: number;
  readonly state: State;
}

export class Execution {
  readonly #id: string;
  readonly #pipeline: PipelineSteps;
  readonly #input: State;
  readonly #maxHops: number;
  readonly #signal: AbortSignal | undefined;
  readonly #clock: Clock;
  readonly #report: EventReporter;
  readonly #live: ReturnType<typeof liveKeys> | undefined;
  readonly #instances = new Map<string, object>();
  #running: Attempt | undefined;
  #hops = 0;
  #turnBegan = performance.now();

  constructor(pipeline: PipelineSteps, input: State, maxHops: number, options: RunOptions) {
    this.#pipeline = pipeline;
    this.#input = input;
    this.#maxHops = maxHops;
    this.#signal = options.signal;
    this.#clock = options.clock ?? systemClock;
    this.#live = options.graph && liveKeys(options.graph);
    this.#id = makeExecutionId(this.#clock.now());
    this.#report = new EventReporter(this.#id, options.onEvent);
  }

  /**
   * Runs from a step to the end, and returns the result.
   *
   * @throws {ExecutionError} when it fails or is cancelled
   */
  async run(first: RunnableStep): Promise<unknown> {
    const began = this.#clock.now();
    // One listener for the whole execution: one per hop would be kept by a signal that outlives them all.
    const abort = () => this.#running?.abort(this.#signal?.reason);
    this.#signal?.addEventListener("abort", abort);
    try {
      this.#report.executionStarted(this.#pipeline.name, this.#input);
      const result = await this.#runSteps(first);
      this.#report.executionEnded("completed", { result }, this.#hops, this.#clock.now() - began);
      return result;
    } catch (error) {
      // Anything else was thrown by the caller's listener.
      if (!(error instanceof ExecutionError)) throw error;
      const status = error instanceof Cancelled ? "cancelled" : "failed";
      if (status === "failed") await this.#callOnFailure(error);
      this.#report.executionEnded(status, { error: reportError(error) }, this.#hops, this.#clock.now() - began);
      throw error;
    } finally {
      this.#signal?.removeEventListener("abort", abort);
    }
  }

  async #runSteps(first: RunnableStep): Promise<unknown> {
    let step = first;
    let state = this.#keepLive(step, this.#input);
    for (let hop = 0; ; hop++) {
      const position = { step, hop, attempt: 1, state };
      if (this.#signal?.aborted) throw makeCancelled(this.#sceneOf(position), "before", this.#signal.reason);
      if (hop >= this.#maxHops) throw makeTooManyHops(this.#sceneOf(position), this.#maxHops);
      this.#hops++;
      const outcome = await this.#runStep(position);
      if (outcome.kind === "done") return outcome.result;
      step = this.#pipeline.steps.get(outcome.to) as RunnableStep;
      state = this.#keepLive(step, outcome.state);
      if (outcome.afterMilliseconds > 0) await this.#wait(outcome.afterMilliseconds, { step, hop: hop + 1, attempt: 1, state });
      if (performance.now() - this.#turnBegan > longestTurnMilliseconds) await this.#letOthersRun();
    }
  }

  /** Runs a step until it succeeds or may not run again. */
  async #runStep({ step, hop, state }: Position): Promise<Move | End> {
    for (let attempt = 1; ; attempt++) {
      const identity = { execution: this.#id, step: step.name, hop, attempt };
      this.#report.stepStarted(identity);
      const began = this.#clock.now();
      const outcome = await this.#attempt({ step, hop, attempt, state }, identity);
      const duration = this.#clock.now() - began;
      if (outcome.kind !== "failed") {
        this.#report.stepEnded(identity, duration, outcome);
        return outcome;
      }
      const { thrown, mayRetry, end } = explainFailure(outcome);
      const retry = mayRetry ? planRetry(thrown, attempt, step.retry, Math.random) : undefined;
      this.#report.stepFailed(identity, duration, thrown, state, retry?.delayMilliseconds);
      if (!retry) throw end();
      await this.#wait(retry.delayMilliseconds, { step, hop, attempt: attempt + 1, state });
    }
  }

  async #attempt({ step, state }: Position, identity: Parameters<EventReporter["stepStarted"]>[0]): Promise<Move | End | Failed> {
    const attempt = new Attempt(this.#clock);
    this.#running = attempt;
    // A listener may have aborted the signal since it was last looked at.
    if (this.#signal?.aborted) attempt.abort(this.#signal.reason);
    try {
      return await runAttempt(attempt, {
        pipeline: this.#pipeline,
        step,
        identity,
        state,
        input: async () => this.#input,
        clock: this.#clock,
        writeLog: (level, message, fields) => this.#report.log(identity, level, message, fields),
        instance: () => this.#instanceOf(step),
      });
    } finally {
      this.#running = undefined;
    }
  }

  async #wait(milliseconds: number, next: Position): Promise<void> {
    try {
      await wait(this.#clock, milliseconds, this.#signal);
    } catch (reason) {
      throw makeCancelled(this.#sceneOf(next), "before", reason);
    }
    this.#turnBegan = performance.now();
  }

  async #letOthersRun(): Promise<void> {
    await nextTurn();
    this.#turnBegan = performance.now();
  }

  async #callOnFailure(error: ExecutionError): Promise<void> {
    try {
      const instance = this.#pipeline.create() as Pick<Pipeline, "onFailure">;
      await instance.onFailure?.(error, copyJson(error.state));
    } catch (thrown) {
      this.#report.failureHandlerFailed(thrown);
    }
  }

  #keepLive(step: RunnableStep, state: State): State {
    return this.#live ? keepKeys(state, this.#live.get(step.name) ?? "all") : state;
  }

  #instanceOf({ name }: RunnableStep): object {
    let instance = this.#instances.get(name);
    if (!instance) {
      instance = this.#pipeline.create();
      this.#instances.set(name, instance);
    }
    return instance;
  }

  #sceneOf({ step, hop, attempt, state }: Position): Scene {
    return { pipeline: this.#pipeline.name, execution: this.#id, step: step.name, hop, attempt, state };
  }
}

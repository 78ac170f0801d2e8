/** The user's code, with an eye on what it is given and how often it runs; some of it takes its time, or never comes back. */
import type { PipelineSteps, RunnableStep } from "../../src/engine/collect-steps.ts";
import { type Actor, leaseMilliseconds } from "./actor.ts";
import type { SeenRun } from "./check-run.ts";
import type { Faults } from "./faults.ts";
import type { Random } from "./random.ts";

/** What a step runs on here: who runs it, and the instance that it is meant for. */
export interface WatchedInstance {
  readonly actor: Actor;
  readonly instance: object;
}

export class WatchedSteps {
  readonly steps: PipelineSteps;
  readonly seen: SeenRun[] = [];
  handlerRuns = 0;
  readonly #random: Random;
  readonly #faults: Faults;

  constructor(inner: PipelineSteps, random: Random, faults: Faults) {
    this.#random = random;
    this.#faults = faults;
    const watched = [...inner.steps].map(([name, step]): [string, RunnableStep] => [name, this.#watch(step)]);
    this.steps = { ...inner, create: () => this.#watchHandler(inner.create()), steps: new Map(watched) };
  }

  #watch(step: RunnableStep): RunnableStep {
    const run = (actor: Actor, call: () => unknown, state: unknown, context: unknown) => this.#run(actor, call, state, context);
    return {
      ...step,
      method(this: unknown, state: unknown, context: unknown) {
        const { actor, instance } = this as WatchedInstance;
        return run(actor, () => step.method.call(instance as never, state, context), state, context);
      },
    };
  }

  #run(actor: Actor, call: () => unknown, state: unknown, context: unknown): unknown {
    const { hop, attempt, step } = context as SeenRun;
    this.seen.push({ hop, attempt, step, state: JSON.stringify(state) });
    if (this.#faults.happens("crash-in-step")) {
      actor.crash();
      return new Promise(() => {});
    }
    const slow = this.#faults.happens("slow-step");
    if (!slow && !this.#random.chance(0.1)) return call();
    return actor.sleep(slow ? this.#random.between(500, leaseMilliseconds * 4) : this.#random.between(1, 50)).then(call);
  }

  #watchHandler(instance: { onFailure?: (...given: unknown[]) => unknown }): object {
    const { onFailure } = instance;
    if (!onFailure) return instance;
    return Object.assign(Object.create(instance), {
      onFailure: (...given: unknown[]) => {
        this.handlerRuns++;
        return onFailure.apply(instance, given);
      },
    });
  }
}

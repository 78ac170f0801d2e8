/** What a pipeline does when nothing goes wrong: a plain loop that knows nothing of journals, messages or blobs. */
import { applyOutcome } from "../../src/engine/apply-outcome.ts";
import type { RunnableStep } from "../../src/engine/collect-steps.ts";
import { planRetry } from "../../src/engine/retry.ts";
import type { State } from "../../src/model/state.ts";
import { brokenMessage, repairKey, type Specimen } from "./specimen.ts";

/** One step that succeeded, and what it was given. */
export interface ReferenceHop {
  readonly step: string;
  /** Of the keys that it reads, as JSON with sorted keys. */
  readonly saw: string;
}

export interface Reference {
  readonly hops: readonly ReferenceHop[];
  readonly result: unknown;
  /** How often a step had to be repaired. */
  readonly repairs: number;
}

const cache = new WeakMap<State, Promise<Reference>>();

export function referenceOf(specimen: Specimen, input: State): Promise<Reference> {
  let reference = cache.get(input);
  if (!reference) {
    reference = runPlainly(specimen, input);
    cache.set(input, reference);
  }
  return reference;
}

async function runPlainly({ steps, flow }: Specimen, input: State): Promise<Reference> {
  const hops: ReferenceHop[] = [];
  let repairs = 0;
  let state = input;
  for (let name = "start"; ; ) {
    const step = steps.steps.get(name) as RunnableStep;
    const returned = await runStep(step, steps.create(), state, input);
    if (returned === broken) {
      state = { ...state, [repairKey]: true };
      repairs++;
      continue;
    }
    hops.push({ step: name, saw: project(state, flow.reads.get(name) ?? "all") });
    const outcome = applyOutcome(state, returned);
    if (outcome.kind === "done") return { hops, result: outcome.result, repairs };
    name = outcome.to;
    state = outcome.state;
  }
}

const broken = Symbol("broken");

async function runStep(step: RunnableStep, instance: object, state: State, input: State): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await step.method.call(instance as never, structuredClone(state), { attempt, input: async () => input });
    } catch (error) {
      if (planRetry(error, attempt, step.retry, () => 0)) continue;
      if ((error as Error).message === brokenMessage) return broken;
      throw error;
    }
  }
}

/** The part of a state that a step reads, as JSON with sorted keys. */
export function project(state: State, reads: ReadonlySet<string> | "all"): string {
  const keys = Object.keys(state).filter((key) => reads === "all" || reads.has(key));
  return JSON.stringify(keys.sort().map((key) => [key, state[key]]));
}

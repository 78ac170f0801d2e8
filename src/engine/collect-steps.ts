/** The steps of a pipeline class, as they are found on the class itself: all that it takes to run one that was checked before. */
import { stepOptionsOf } from "../authoring/step.ts";
import type { RetryPolicy, StepOptions } from "../authoring/step-options.ts";
import { millisecondsIn } from "../model/duration.ts";

/** A step, ready to run. */
export interface RunnableStep {
  readonly name: string;
  readonly method: (state: unknown, context: unknown) => unknown;
  /** As its author wrote it. */
  readonly timeout: string | undefined;
  readonly timeoutMilliseconds: number | undefined;
  readonly retry: RetryPolicy | undefined;
}

/** A pipeline class and what can be run of it. */
export interface PipelineSteps {
  /** The name of the class. */
  readonly name: string;
  /** Makes an instance. Each step gets one of its own, as each function on Lambda has. */
  readonly create: () => object;
  /** Whether the class has a method of a name, be it a step or not. */
  readonly hasMethod: (name: string) => boolean;
  readonly steps: ReadonlyMap<string, RunnableStep>;
  /** Whether a name is that of a step, where the class at hand has only some of them. Default: whether it is among `steps`. */
  readonly hasStep?: (name: string) => boolean;
  /** Why a name is not the name of a step, and what may have been meant. */
  readonly describeUnknown?: (name: string) => string;
  /** Whether it has `onFailure`, where that is known from its graph. Default: what the class and its instances say. */
  readonly hasFailureHandler?: boolean;
}

export type PipelineClass = (new () => object) & { readonly name: string; readonly prototype: object };

/** Reads a class that is known to be a pipeline with sound options, such as one that was deployed. */
export function collectSteps(pipeline: PipelineClass): PipelineSteps {
  const methods = methodsOf(pipeline.prototype);
  const steps = new Map<string, RunnableStep>();
  for (const [name, method] of methods) {
    const options = stepOptionsOf(method);
    if (options) steps.set(name, makeStep(name, method as RunnableStep["method"], options));
  }
  return { name: pipeline.name, create: () => new pipeline(), hasMethod: (method) => methods.has(method), steps };
}

function makeStep(name: string, method: RunnableStep["method"], { timeout, retry }: StepOptions): RunnableStep {
  return { name, method, timeout, timeoutMilliseconds: timeout === undefined ? undefined : millisecondsIn(timeout), retry };
}

/** Why a name is not the name of a step. */
export function describeUnknown(pipeline: PipelineSteps, unknown: string): string {
  return pipeline.describeUnknown?.(unknown) ?? `${pipeline.name} has no step '${unknown}'.`;
}

/** Every method by name, the most derived first, from the class up to what all objects have. */
export function methodsOf(prototype: object): Map<string, (...parameters: never) => unknown> {
  const methods = new Map<string, (...parameters: never) => unknown>();
  for (let level = prototype; level && level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      if (typeof value === "function" && key !== "constructor" && !methods.has(key)) methods.set(key, value);
    }
  }
  return methods;
}

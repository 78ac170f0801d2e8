/** The steps of a pipeline class, found on the class itself and checked before anything runs. */
import { stepOptionsOf } from "../authoring/step.ts";
import type { StepOptions } from "../authoring/step-options.ts";
import { parseDuration } from "../model/duration.ts";
import { nearestName } from "../model/nearest-name.ts";
import { collectSteps, methodsOf, type PipelineClass, type PipelineSteps, type RunnableStep } from "./collect-steps.ts";
import { InvalidPipeline } from "./errors.ts";
import { isReservedStep } from "./reserved-steps.ts";

// A decorator above @step() that returns a wrapper hides the step.
const howToDecorate = "Write @step() above it, and above every other decorator of it.";
const ownMethods = ["next", "when", "done", "onFailure"];

/** Lambda stops a function after 15 minutes (Lambda quotas, "Timeout"). */
const longestTimeout = "15m";

/** @throws {InvalidPipeline} for what is no pipeline class, has no `start`, or has options that can't work */
export function readSteps(pipeline: unknown): PipelineSteps {
  if (!isClass(pipeline)) throw new InvalidPipeline(describeNonClass(pipeline));
  const name = pipeline.name || "the pipeline";
  for (const [key, method] of methodsOf(pipeline.prototype)) {
    const options = stepOptionsOf(method);
    if (options) checkStep(name, key, options);
  }
  const found = { ...collectSteps(pipeline), name };
  if (found.steps.size === 0 && !ownMethods.slice(0, 3).every((method) => method in pipeline.prototype)) {
    throw new InvalidPipeline(`${name} is not a pipeline. Write: class ${pipeline.name || "MyPipeline"} extends Pipeline.`);
  }
  if (found.steps.size === 0) {
    throw new InvalidPipeline(`${name} has no steps. Put @step() on its methods; the one named 'start' runs first.`);
  }
  if (!found.steps.has("start")) throw new InvalidPipeline(describeMissingStart(name, pipeline.prototype, found.steps));
  return { ...found, describeUnknown: (unknown) => describeUnknownStep(found, unknown) };
}

/** Why a name is not the name of a step, and what may have been meant. */
export function describeUnknownStep({ name, hasMethod, steps }: PipelineSteps, unknown: string): string {
  if (hasMethod(unknown)) return `'${unknown}' is a method of ${name} without @step(). ${howToDecorate}`;
  const meant = nearestName(unknown, steps.keys());
  return `${name} has no step '${unknown}'. ${meant ? `Did you mean '${meant}'?` : `It has ${listNames([...steps.keys()])}.`}`;
}

function listNames(names: readonly string[]): string {
  const most = 10;
  return names.length > most ? `${names.slice(0, most).join(", ")} and ${names.length - most} more` : names.join(", ");
}

function checkStep(pipeline: string, name: string, { timeout, retry }: StepOptions): void {
  if (ownMethods.includes(name)) {
    throw new InvalidPipeline(`${pipeline} has a step named '${name}', which is a method of every pipeline. Give the step another name.`);
  }
  if (isReservedStep(name)) {
    throw new InvalidPipeline(
      `${pipeline} has a step named '${name}', but names that begin with '$' are reserved. Give the step another name.`,
    );
  }
  const check = (option: string, read: () => void) => {
    try {
      read();
    } catch (error) {
      throw new InvalidPipeline(`Step '${name}' of ${pipeline} has an option that can't work: ${option}. ${(error as Error).message}`);
    }
  };
  check("timeout", () => {
    if (timeout !== undefined && (parseDuration(timeout) > parseDuration(longestTimeout) || parseDuration(timeout) === 0)) {
      throw new RangeError(`A step may take more than nothing and up to 15 minutes, as on Lambda, but it says "${timeout}".`);
    }
  });
  check("retry", () => {
    const attempts = retry?.attempts ?? 1;
    if (!Number.isInteger(attempts) || attempts < 1) throw new RangeError(`'attempts' must be a whole number from 1, not ${attempts}.`);
    for (const delay of [retry?.first, retry?.max]) if (delay !== undefined) parseDuration(delay);
  });
}

// By its own words, not by `instanceof Pipeline`: the class may extend the `Pipeline` of another copy of the package.
function isClass(value: unknown): value is PipelineClass {
  return typeof value === "function" && typeof value.prototype === "object" && value.prototype !== null;
}

function describeNonClass(value: unknown): string {
  if (value === undefined || value === null) {
    return `A pipeline class was expected, but this is ${value}. Is it exported and imported under the same name?`;
  }
  const name: unknown = typeof value === "object" ? value.constructor?.name : undefined;
  if (typeof value === "object" && methodsOf(value).size > 0) return `A pipeline class was expected: ${name}, not an instance of it.`;
  return `A pipeline class was expected, but this is ${typeof value === "object" ? "an object" : `a ${typeof value}`}.`;
}

function describeMissingStart(name: string, prototype: object, steps: ReadonlyMap<string, RunnableStep>): string {
  if ("start" in prototype) {
    return `The method 'start' of ${name} has no @step(), so that no step runs first. ${howToDecorate}`;
  }
  const meant = nearestName("start", steps.keys());
  return `${name} has no step named 'start', which is the one that runs first.${meant ? ` Is '${meant}' meant to be it?` : ""}`;
}

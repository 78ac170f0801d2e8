/** Puts stubs in the place of steps, for one run: the class itself stays as it is. */
import { isOutcome } from "../authoring/outcome.ts";
import type { StepContext } from "../authoring/step-context.ts";
import type { PipelineSteps, RunnableStep } from "../engine/collect-steps.ts";
import { InvalidInput } from "../engine/errors.ts";
import { describeUnknownStep } from "../engine/pipeline-steps.ts";
import type { ManualClock } from "../local/manual-clock.ts";
import type { Taking } from "./stub.ts";

type Method = RunnableStep["method"];

/**
 * The pipeline with stubs for some of its steps. They keep the options of the steps that they stand for, `retry` and `timeout` included.
 *
 * @throws {InvalidInput} for a stub of no step, and for what can't be a stub
 */
export function installStubs(pipeline: PipelineSteps, stubs: Readonly<Record<string, unknown>>, clock: ManualClock): PipelineSteps {
  const steps = new Map(pipeline.steps);
  for (const [name, stub] of Object.entries(stubs)) {
    if (stub === undefined) continue;
    const step = steps.get(name);
    if (!step) throw new InvalidInput(`There is a stub for '${name}', but ${describeUnknownStep(pipeline, name)}`);
    steps.set(name, { ...step, method: methodOf(name, stub, clock) });
  }
  return { ...pipeline, steps };
}

function methodOf(name: string, stub: unknown, clock: ManualClock): Method {
  if (isTaking(stub)) {
    const method = methodOf(name, stub.stub, clock);
    return function (this: unknown, state, context) {
      // Asked for first: a signal that nobody holds is not told of the deadline.
      void (context as StepContext).signal;
      clock.advance(stub.milliseconds);
      return method.call(this, state, context);
    };
  }
  if (typeof stub === "function") return stub as Method;
  if (isOutcome(stub)) return () => stub;
  throw new InvalidInput(
    `The stub for '${name}' is neither a function nor an outcome. Write ${name}: next("step", { key: value }), ` +
      `${name}: done(result), or ${name}(state, context) { … }.`,
  );
}

function isTaking(stub: unknown): stub is Taking<unknown> {
  return typeof stub === "object" && stub !== null && (stub as Partial<Taking<unknown>>).kind === "takes" && !isOutcome(stub);
}

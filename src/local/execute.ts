/** The entry of a local run for callers that know the class only at run time: everything is checked before anything happens. */
import { UnknownStep } from "../engine/errors.ts";
import { describeUnknownStep, readSteps } from "../engine/pipeline-steps.ts";
import { Execution } from "./execution.ts";
import { readInput } from "./read-input.ts";
import { type RunOptions, readMaxHops } from "./run-options.ts";

/** What `run` does, without its types. */
export async function execute(pipeline: unknown, input: unknown, options: RunOptions = {}): Promise<unknown> {
  const steps = readSteps(pipeline);
  const maxHops = readMaxHops(options);
  const from = options.from ?? "start";
  const first = steps.steps.get(from);
  if (!first) throw new UnknownStep(`A run can't begin from '${from}'. ${describeUnknownStep(steps, from)}`, from);
  const state = readInput(steps.name, from, input, options.graph);
  return new Execution(steps, state, maxHops, options).run(first);
}

/** The handler of a step's function: runs its step for the messages of others. */
import { collectSteps, type PipelineClass } from "../engine/collect-steps.ts";
import { runHop } from "../engine/handle-hop.ts";
import type { BundleFlow } from "../model/bundle-flow.ts";
import { deliver } from "./deliver.ts";
import { type OpenHome, once, type StepHome } from "./function-home.ts";
import type { LambdaHandler } from "./lambda-context.ts";
import { makeStation } from "./station.ts";

/**
 * Makes the handler. The function of `start` needs {@link handleEntry} instead, for it takes events from outside, too.
 *
 * @param pipelineClass the class, of which other steps' bodies may be missing
 * @param step the step that the function runs
 * @param flow what of the graph it needs
 * @param open opens its home, with no more parts than the step needs
 */
export function handleStep(pipelineClass: PipelineClass, step: string, flow: BundleFlow, open: OpenHome<StepHome>): LambdaHandler {
  const station = makeStation(step, collectSteps(pipelineClass), flow);
  const opened = once(open);
  return async (event, context) => {
    const home = await opened();
    return deliver(station, home, context, event, (worker, held) => runHop(worker, home, held));
  };
}

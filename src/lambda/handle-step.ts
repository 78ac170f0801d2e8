/** The handler of a step's function: runs its step for the messages of others. */
import { collectSteps, type PipelineClass } from "../engine/collect-steps.ts";
import type { BundleFlow } from "../model/bundle-flow.ts";
import { deliver } from "./deliver.ts";
import { type OpenHome, once } from "./function-home.ts";
import type { LambdaHandler } from "./lambda-context.ts";
import { openHome } from "./open-home.ts";
import { makeStation } from "./station.ts";

/**
 * Makes the handler. The function of `start` needs {@link handleEntry} instead, for it takes events from outside, too.
 *
 * @param pipelineClass the class, of which other steps' bodies may be missing
 * @param step the step that the function runs, or `$failure` for `onFailure`
 * @param flow what of the graph it needs
 */
export function handleStep(pipelineClass: PipelineClass, step: string, flow: BundleFlow, open: OpenHome = openHome): LambdaHandler {
  const station = makeStation(step, collectSteps(pipelineClass), flow);
  const home = once(open);
  return (event, context) => deliver(station, home(), context, event);
}

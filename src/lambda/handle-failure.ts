/** The handler of the function that runs `onFailure`, once for each execution that has failed. */
import { collectSteps, type PipelineClass } from "../engine/collect-steps.ts";
import { failureStep } from "../engine/reserved-steps.ts";
import { runFailureHandler } from "../engine/run-failure-handler.ts";
import type { BundleFlow } from "../model/bundle-flow.ts";
import { deliver } from "./deliver.ts";
import { type FailureHome, type OpenHome, once } from "./function-home.ts";
import type { LambdaHandler } from "./lambda-context.ts";
import { openFailureHome } from "./open-home.ts";
import { makeStation } from "./station.ts";

/** Makes the handler. */
export function handleFailure(
  pipelineClass: PipelineClass,
  flow: BundleFlow,
  open: OpenHome<FailureHome> = openFailureHome,
): LambdaHandler {
  const station = makeStation(failureStep, collectSteps(pipelineClass), flow);
  const opened = once(open);
  return async (event, context) => {
    const home = await opened();
    return deliver(station, home, context, event, (worker, held) => runFailureHandler(worker, home.blobs, held));
  };
}

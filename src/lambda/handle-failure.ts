/** The handler of the function that runs `onFailure`, once for each execution that has failed. */
import type { PipelineClass } from "../engine/collect-steps.ts";
import { failureStep } from "../engine/reserved-steps.ts";
import type { BundleFlow } from "../model/bundle-flow.ts";
import type { OpenHome } from "./function-home.ts";
import { handleStep } from "./handle-step.ts";
import type { LambdaHandler } from "./lambda-context.ts";

/** Makes the handler. */
export function handleFailure(pipelineClass: PipelineClass, flow: BundleFlow, open?: OpenHome): LambdaHandler {
  return handleStep(pipelineClass, failureStep, flow, open);
}

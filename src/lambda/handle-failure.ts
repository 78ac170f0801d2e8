/** The handler of the function that runs `onFailure`, once for each execution that has failed. */
import { readSteps } from "../engine/pipeline-steps.ts";
import { failureStep } from "../engine/reserved-steps.ts";
import type { BundleFlow } from "../model/bundle-flow.ts";
import { isInvocation } from "../model/invocation.ts";
import { deliver } from "./deliver.ts";
import { type OpenHome, once } from "./function-home.ts";
import type { LambdaHandler } from "./lambda-context.ts";
import { openHome } from "./open-home.ts";
import { makeStation } from "./station.ts";

/** Makes the handler. */
export function handleFailure(pipelineClass: unknown, flow: BundleFlow, open: OpenHome = openHome): LambdaHandler {
  const station = makeStation(failureStep, readSteps(pipelineClass), flow);
  const home = once(open);
  // What is no invocation is no message either, and that is said there.
  return (event, context) => deliver(station, home(), context, isInvocation(event) ? event.$orchwits : event);
}

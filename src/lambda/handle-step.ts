/** The handler of a step's function: runs its step for the messages of others, and, at the entry, starts executions for the world. */
import { InvalidInput } from "../engine/errors.ts";
import { readSteps } from "../engine/pipeline-steps.ts";
import type { BundleFlow } from "../model/bundle-flow.ts";
import { isInvocation } from "../model/invocation.ts";
import { deliver, tellFault } from "./deliver.ts";
import { startFrom } from "./events/start-from.ts";
import { type FunctionHome, type OpenHome, once, openLog } from "./function-home.ts";
import type { LambdaContext, LambdaHandler } from "./lambda-context.ts";
import { openHome } from "./open-home.ts";
import { type Begin, start } from "./start.ts";
import { makeStation } from "./station.ts";

/**
 * Makes the handler.
 *
 * @param pipelineClass the class, of which other steps' bodies may be missing
 * @param step the step that the function runs
 * @param flow what of the graph it needs
 */
export function handleStep(pipelineClass: unknown, step: string, flow: BundleFlow, open: OpenHome = openHome): LambdaHandler {
  const station = makeStation(step, readSteps(pipelineClass), flow);
  const home = once(open);
  return async (event, context) => {
    if (isInvocation(event)) return deliver(station, home(), context, event.$orchwits);
    return startFrom(event, context.awsRequestId, makeBegin(step, flow, home(), context));
  };
}

function makeBegin(step: string, flow: BundleFlow, home: FunctionHome, context: LambdaContext): Begin {
  const log = openLog(home, flow.pipeline, context);
  return async (read) => {
    try {
      if (step !== "start") throw notAnEntry(step, flow);
      const begun = await start(home, flow, read());
      log.write("info", begun.began ? "began" : "had begun already", { execution: begun.execution });
      return begun;
    } catch (error) {
      tellFault(log, error);
      throw error;
    }
  };
}

function notAnEntry(step: string, { pipeline }: BundleFlow): InvalidInput {
  return new InvalidInput(
    `This function runs step '${step}' of ${pipeline} and takes only what other steps send it. To start an execution, invoke the ` +
      "function of 'start'.",
  );
}

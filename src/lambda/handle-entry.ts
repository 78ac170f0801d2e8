/** The handler of the entry's function: it runs `start`, and takes events from outside, each of which starts an execution. */
import type { PipelineClass } from "../engine/collect-steps.ts";
import type { BundleFlow } from "../model/bundle-flow.ts";
import { isInvocation } from "../model/invocation.ts";
import { startFrom } from "./events/start-from.ts";
import { type EntryHome, type OpenHome, once, openLog } from "./function-home.ts";
import { handleStep } from "./handle-step.ts";
import type { LambdaContext, LambdaHandler } from "./lambda-context.ts";
import { loadFaults } from "./load-faults.ts";
import { type Begin, start } from "./start.ts";

/** Makes the handler. */
export function handleEntry(pipelineClass: PipelineClass, flow: BundleFlow, open: OpenHome<EntryHome>): LambdaHandler {
  const home = once(open);
  const runStep = handleStep(pipelineClass, "start", flow, home);
  return async (event, context) => {
    if (isInvocation(event)) return runStep(event, context);
    return startFrom(event, context.awsRequestId, makeBegin(flow, await home(), context));
  };
}

function makeBegin(flow: BundleFlow, home: EntryHome, context: LambdaContext): Begin {
  const log = openLog(home, flow.pipeline, context);
  return async (read) => {
    try {
      const begun = await start(home, flow, read());
      log.write("info", begun.began ? "began" : "had begun already", { execution: begun.execution });
      return begun;
    } catch (error) {
      (await loadFaults()).tellFault(log, error);
      throw error;
    }
  };
}

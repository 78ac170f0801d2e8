/** A function's place in its pipeline: what it runs, and what it knows of the graph. */

import type { PipelineSteps } from "../engine/collect-steps.ts";
import type { FlowTable } from "../engine/flow-table.ts";
import type { HopWorker } from "../engine/worker-options.ts";
import type { BundleFlow } from "../model/bundle-flow.ts";
import type { FunctionHome } from "./function-home.ts";
import type { LambdaContext } from "./lambda-context.ts";

/** How much longer than the function a claim lasts: clocks differ. */
const skewMilliseconds = 1_000;

/** How long before its function's deadline a step is ended: enough to clean up, and to record the failure. */
const reserveMilliseconds = 2_000;

export interface Station {
  /** The step that it runs. Messages for others are not for it. */
  readonly step: string;
  readonly pipeline: PipelineSteps;
  readonly flow: BundleFlow;
  readonly table: FlowTable;
}

/** @param steps the class as its bundle has it: only `step` is whole */
export function makeStation(step: string, steps: PipelineSteps, flow: BundleFlow): Station {
  const asSet = (keys: readonly string[] | "all") => (keys === "all" ? keys : new Set(keys));
  return {
    step,
    flow,
    pipeline: {
      ...steps,
      // The name of a class can change when it is bundled, and a bundle has no other steps.
      name: flow.pipeline,
      hasStep: (name) => steps.steps.has(name) || Object.hasOwn(flow.live, name),
      hasFailureHandler: flow.failureHandler,
    },
    table: {
      graph: flow.graph,
      reads: new Map([[step, asSet(flow.reads)]]),
      live: new Map(Object.entries(flow.live).map(([to, keys]) => [to, asSet(keys)])),
    },
  };
}

/** The worker that one invocation is. */
export function makeWorker(
  { pipeline, flow, table }: Station,
  home: FunctionHome,
  context: LambdaContext,
  listeners: Pick<HopWorker, "observer" | "writeLog">,
): HopWorker {
  const remaining = context.getRemainingTimeInMillis();
  const reserve = Math.min(reserveMilliseconds, remaining / 4);
  const { journal, dispatcher, clock, limits, stack } = home;
  return {
    ...{ journal, dispatcher, clock, limits },
    ...listeners,
    pipeline,
    flow: table,
    owner: context.awsRequestId,
    leaseMilliseconds: remaining + skewMilliseconds,
    get timeLimitMilliseconds() {
      return Math.max(0, context.getRemainingTimeInMillis() - reserve);
    },
    maxHops: flow.maxHops,
    resumeOptions: ` --stack ${stack}`,
  };
}

/** A pipeline that is ready to be run here: its class, and what its source says where that could be read. */

import type { PipelineSteps } from "../../engine/collect-steps.ts";
import { type FlowTable, makeFlowTable } from "../../engine/flow-table.ts";
import { readSteps } from "../../engine/pipeline-steps.ts";
import type { Graph } from "../../model/graph.ts";
import type { PipelineClass } from "../run/load-pipeline.ts";

export interface LoadedPipeline {
  readonly steps: PipelineSteps;
  readonly graph: Graph | undefined;
  readonly flow: FlowTable | undefined;
}

/** @throws {InvalidPipeline} for a class that can't be run */
export function toLoaded(pipeline: PipelineClass, graph: Graph | undefined): LoadedPipeline {
  return { steps: readSteps(pipeline), graph, flow: graph && makeFlowTable(graph) };
}

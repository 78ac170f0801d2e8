/** A pipeline to be simulated, with what it takes and what its graph says. */

import type { PipelineSteps } from "../../src/engine/collect-steps.ts";
import type { FlowTable } from "../../src/engine/flow-table.ts";
import type { State } from "../../src/model/state.ts";

export interface Specimen {
  readonly name: string;
  readonly steps: PipelineSteps;
  readonly flow: FlowTable;
  readonly inputs: readonly State[];
}

/** Some steps fail until the state says that they are repaired, which only a resumption can set. */
export const repairKey = "repaired";

/** What such a step throws. */
export const brokenMessage = "broken until repaired";

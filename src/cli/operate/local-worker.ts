/** How this machine works: claims are short and renewed, so that a killed process is noticed soon, and a cancelled one notices soon. */
import type { RunnableStep } from "../../engine/collect-steps.ts";
import type { Worker } from "../../engine/worker-options.ts";
import type { LocalHome } from "../../local/local-home.ts";
import type { LoadedPipeline } from "./loaded-pipeline.ts";

const leaseMilliseconds = 10_000;
const renewEveryMilliseconds = 1_000;

/** A worker for one pipeline, in which each step keeps its instance, as on Lambda. */
export function workerFor(
  { journal, blobs, dispatcher, clock, owner }: LocalHome,
  { steps, flow }: LoadedPipeline,
  more: Pick<Worker, "maxHops" | "signal" | "observer" | "writeLog">,
): Worker {
  const instances = new Map<string, object>();
  const instanceOf = ({ name }: RunnableStep) => {
    let instance = instances.get(name);
    if (!instance) {
      instance = steps.create();
      instances.set(name, instance);
    }
    return instance;
  };
  return {
    journal,
    blobs,
    dispatcher,
    clock,
    owner,
    pipeline: steps,
    flow,
    leaseMilliseconds,
    renewEveryMilliseconds,
    instanceOf,
    ...more,
  };
}

/** Works on tallies in a folder: with `forever` until it is killed, without until none is left. */
import { handleMessage } from "../../src/engine/handle-message.ts";
import { readSteps } from "../../src/engine/pipeline-steps.ts";
import { openLocalHome } from "../../src/local/local-home.ts";
import { work } from "../../src/local/worker.ts";
import { Tally } from "./tally.ts";

/** So short that a process that is held up for a moment loses what it holds, and goes on as a zombie. */
const leaseMilliseconds = 400;

export async function workOnTally(folder: string, forever: boolean): Promise<void> {
  const home = openLocalHome({ folder, visibilityMilliseconds: leaseMilliseconds });
  const worker = { ...home, pipeline: readSteps(Tally), leaseMilliseconds, renewEveryMilliseconds: 100, maxHops: Number.POSITIVE_INFINITY };
  try {
    await work({
      deliveries: home.dispatcher,
      clock: home.clock,
      handle: (message) => handleMessage(worker, message),
      concurrency: 8,
      untilDone: !forever,
      onFault: (error) => console.log(`fault: ${error instanceof Error ? error.stack : error}`),
    });
  } finally {
    home.close();
  }
}

if (process.argv[2]) await workOnTally(process.argv[2], process.argv[3] === "forever");

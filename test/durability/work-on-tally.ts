/** Works on tallies in a folder: with `forever` until it is killed, without until none is left. */
import { handleMessage } from "../../src/engine/handle-message.ts";
import { readSteps } from "../../src/engine/pipeline-steps.ts";
import { openLocalHome } from "../../src/local/local-home.ts";
import { work } from "../../src/local/worker.ts";
import { Tally } from "./tally.ts";

export async function workOnTally(folder: string, forever: boolean): Promise<void> {
  const home = openLocalHome({ folder });
  const worker = { ...home, pipeline: readSteps(Tally), leaseMilliseconds: 10_000, renewEveryMilliseconds: 3_000 };
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

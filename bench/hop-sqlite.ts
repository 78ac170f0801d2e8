/** What a hop costs when it is durable: the same pipeline in a folder on this disk, worked off as `orchwits run` does. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { handleMessage } from "../src/engine/handle-message.ts";
import { readSteps } from "../src/engine/pipeline-steps.ts";
import { startExecution } from "../src/engine/start-execution.ts";
import { openLocalHome } from "../src/local/local-home.ts";
import { work } from "../src/local/worker.ts";

export interface Durable {
  /** Runs executions of a pipeline, all at once, to their end; gives the milliseconds that it took. */
  run(pipeline: unknown, inputs: readonly object[], concurrency: number): Promise<number>;
  close(): void;
}

export function openDurable(): Durable {
  const folder = mkdtempSync(join(tmpdir(), "orchwits-bench-"));
  const home = openLocalHome({ folder });
  return {
    async run(pipeline, inputs, concurrency) {
      const steps = readSteps(pipeline);
      const instance = steps.create();
      const worker = {
        ...home,
        pipeline: steps,
        leaseMilliseconds: 10_000,
        renewEveryMilliseconds: 3_000,
        maxHops: Number.POSITIVE_INFINITY,
      };
      const began = performance.now();
      const started = [];
      for (const input of inputs) started.push(await startExecution(home, { pipeline: steps.name, source: "bench", graph: null, input }));
      await work({
        deliveries: home.dispatcher,
        clock: home.clock,
        handle: (message) => handleMessage({ ...worker, instanceOf: () => instance }, message),
        concurrency,
        untilDone: true,
      });
      const took = performance.now() - began;
      for (const { row } of started) {
        const { status } = (await home.journal.readExecution(row.execution)) ?? {};
        if (status !== "completed") throw new Error(`An execution is ${status}.`);
      }
      return took;
    },
    close() {
      home.close();
      rmSync(folder, { recursive: true });
    },
  };
}

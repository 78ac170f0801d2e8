/** What a hop costs under the whole protocol when its journal is kept in memory: the engine's own share, without a disk. */
import { handleMessage } from "../src/engine/handle-message.ts";
import { readSteps } from "../src/engine/pipeline-steps.ts";
import { startExecution } from "../src/engine/start-execution.ts";
import { MemoryBlobs } from "../src/local/memory-blobs.ts";
import { MemoryDispatcher } from "../src/local/memory-dispatcher.ts";
import { MemoryJournal } from "../src/local/memory-journal.ts";
import { systemClock } from "../src/local/system-clock.ts";
import type { Message } from "../src/model/message.ts";
import { Loop, readsOf } from "./loop.ts";

/** Microseconds a hop, for a chain of turns. */
export async function measureJournaledHop(hops: number): Promise<number> {
  const due: Message[] = [];
  const home = {
    journal: new MemoryJournal(),
    blobs: new MemoryBlobs(systemClock),
    dispatcher: new MemoryDispatcher((message) => due.push(message)),
    clock: systemClock,
  };
  const pipeline = readSteps(Loop);
  const instance = pipeline.create();
  const flow = { graph: "", reads: readsOf(Loop), live: new Map() };
  const limits = { owner: "bench", leaseMilliseconds: 10_000, maxHops: Number.POSITIVE_INFINITY };
  const worker = { ...home, ...limits, pipeline, flow, instanceOf: () => instance };
  const began = performance.now();
  const { row } = await startExecution(home, { pipeline: pipeline.name, source: "bench", graph: null, input: { hops } });
  for (let message = due.shift(); message; message = due.shift()) await handleMessage(worker, message);
  const took = performance.now() - began;
  const { status, error } = (await home.journal.readExecution(row.execution)) ?? {};
  if (status !== "completed") throw new Error(`The execution is ${status}: ${error?.message}`);
  return (took / hops) * 1_000;
}

/** What a hop costs when it is durable: in a folder on this disk, worked off as from the command line. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Blobs } from "../src/engine/blobs.ts";
import { handleMessage } from "../src/engine/handle-message.ts";
import { readSteps } from "../src/engine/pipeline-steps.ts";
import { startExecution } from "../src/engine/start-execution.ts";
import { openLocalHome } from "../src/local/local-home.ts";
import { work } from "../src/local/worker.ts";
import { Carry, Loop, readsOf, TwoOfTen } from "./loop.ts";
import { printTable } from "./workbench.ts";

const folder = mkdtempSync(join(tmpdir(), "orchwits-bench-"));
const home = openLocalHome({ folder });
const moved = { written: 0, read: 0, puts: 0, gets: 0 };
const blobs = counting(home.blobs);

/** Runs executions of a pipeline, all at once, to their end; gives the milliseconds that it took. */
async function runDurably(pipeline: new () => object, inputs: readonly object[], concurrency = 1): Promise<number> {
  const steps = readSteps(pipeline);
  const instance = steps.create();
  const flow = { graph: "", reads: readsOf(pipeline), live: new Map() };
  const limits = { leaseMilliseconds: 10_000, renewEveryMilliseconds: 3_000, maxHops: Number.POSITIVE_INFINITY };
  const worker = { ...home, ...limits, blobs, pipeline: steps, flow, instanceOf: () => instance };
  const began = performance.now();
  const ids: string[] = [];
  for (const input of inputs) {
    const { row } = await startExecution({ ...home, blobs }, { pipeline: steps.name, source: "bench", graph: null, input });
    ids.push(row.execution);
  }
  const { dispatcher: deliveries, clock } = home;
  await work({ deliveries, clock, concurrency, untilDone: true, handle: (message) => handleMessage(worker, message) });
  const took = performance.now() - began;
  for (const id of ids) {
    const row = await home.journal.readExecution(id);
    if (row?.status !== "completed") throw new Error(`An execution is ${row?.status}: ${row?.error?.message}`);
  }
  return took;
}

/** Microseconds a hop, for a chain of turns. */
export async function measureDurableHop(hops: number): Promise<number> {
  return ((await runDurably(Loop, [{ hops }])) / hops) * 1_000;
}

/** The same, carrying a large value that no turn reads. */
export async function measureCarryingHop(hops: number, size: number): Promise<number> {
  return ((await runDurably(Carry, [{ hops, size }])) / hops) * 1_000;
}

export async function printDurable(): Promise<void> {
  console.log("\nexecutions of 10 hops in SQLite");
  const rows: string[][] = [];
  for (const concurrency of [1, 10, 100]) {
    const inputs = Array.from({ length: 500 }, () => ({ hops: 10 }));
    const before = process.cpuUsage();
    const milliseconds = await runDurably(Loop, inputs, concurrency);
    const { user, system } = process.cpuUsage(before);
    const processor = (user + system) / inputs.length / 1_000;
    rows.push([String(concurrency), ((inputs.length / milliseconds) * 1_000).toFixed(0), processor.toFixed(2)]);
  }
  printTable(["at once", "a second", "ms of the processor for each"], rows);

  Object.assign(moved, { written: 0, read: 0, puts: 0, gets: 0 });
  const milliseconds = await runDurably(TwoOfTen, [{}]);
  const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  console.log(
    `\n10 MiB made by step 0, read by steps 1 and 9 of 10: ${moved.puts} blob written (${megabytes(moved.written)}), ` +
      `${moved.gets} read (${megabytes(moved.read)}), ${Math.round(milliseconds)} ms in all   (aim: 1 and 2)`,
  );
}

export function closeDurable(): void {
  home.close();
  rmSync(folder, { recursive: true });
}

function counting(inner: Blobs): Blobs {
  return {
    put(hash, bytes) {
      moved.puts++;
      moved.written += bytes.length;
      return inner.put(hash, bytes);
    },
    async get(hash) {
      const bytes = await inner.get(hash);
      moved.gets++;
      moved.read += bytes?.length ?? 0;
      return bytes;
    },
    list: () => inner.list(),
    remove: (hash, storedBefore) => inner.remove(hash, storedBefore),
  };
}

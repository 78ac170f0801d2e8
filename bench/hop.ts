/** What a hop costs beyond the user's own code: `npm run bench:hop`. */
import { run } from "../src/index.ts";
import { measureJournaledHop } from "./hop-memory.ts";
import { closeDurable, measureCarryingHop, measureDurableHop, printDurable } from "./hop-sqlite.ts";
import { Loop, order } from "./loop.ts";
import { countHop, takeUndisturbed } from "./windows.ts";
import { printTable } from "./workbench.ts";

/** The least that any runner does: awaits the step, and passes its state through JSON. */
async function runBare(hops: number, carried: unknown = order): Promise<number> {
  let state: { left: number; order: unknown } = { left: hops, order: carried };
  const turn = ({ left }: { left: number }) => {
    countHop();
    return { left: left - 1 };
  };
  const began = performance.now();
  while (state.left > 0) state = JSON.parse(JSON.stringify({ ...state, ...(await turn(state)) }));
  return ((performance.now() - began) / hops) * 1_000;
}

async function runPipeline(hops: number): Promise<number> {
  const began = performance.now();
  await run(Loop, { hops }, { maxHops: Number.POSITIVE_INFINITY });
  return ((performance.now() - began) / hops) * 1_000;
}

/** The least of several measurements: of the clock, of undisturbed moments, and of the processor. */
async function leastOf(times: number, hops: number, measure: (hops: number) => Promise<number>): Promise<readonly number[]> {
  const all: number[][] = [];
  for (let time = 0; time < times; time++) {
    takeUndisturbed();
    const before = process.cpuUsage();
    const microseconds = await measure(hops);
    const { user, system } = process.cpuUsage(before);
    all.push([microseconds, takeUndisturbed(), (user + system) / hops]);
  }
  return [0, 1, 2].map((column) => Math.min(...all.map((row) => row[column] as number)));
}

function heapMegabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

const micro = (microseconds: number) => microseconds.toFixed(microseconds < 1_000 ? 1 : 0);

const hops = 20_000;
console.log(`state: ${JSON.stringify(order).length} bytes; best of 5, ${hops.toLocaleString("en")} hops each\n`);
const bare = await leastOf(5, hops, runBare);
const ours = await leastOf(5, hops, runPipeline);
const journaled = await leastOf(5, hops, measureJournaledHop);
const durable = await leastOf(5, hops, measureDurableHop);
const row = (name: string, figures: readonly number[], aim: string) => [name, ...figures.map((figure) => figure.toFixed(1)), aim];
printTable(
  ["µs a hop", "in all", "undisturbed", "of the processor", "aim"],
  [
    row("bare loop, state through JSON", bare, ""),
    row("run, in memory", ours, "15"),
    row("protocol, journal in memory", journaled, "15"),
    row("protocol, journal in SQLite", durable, "62"),
  ],
);
console.log();

const chains: string[][] = [];
for (const length of [10, 100, 1_000, 10_000, 100_000]) {
  const volatile = [micro(await runPipeline(length)), heapMegabytes().toFixed(1)];
  chains.push([length.toLocaleString("en"), ...volatile, micro(await measureDurableHop(length)), heapMegabytes().toFixed(1)]);
}
printTable(["chain of", "in memory, µs a hop", "heap after, MB", "in SQLite, µs a hop", "heap after, MB"], chains);

console.log("\na value carried by every hop, and read by the last");
const sizes: string[][] = [];
for (const [name, size, turns] of [
  ["1 KB", 1_000, 10_000],
  ["100 KB", 100_000, 2_000],
  ["1 MB", 1_000_000, 500],
  ["10 MB", 10_000_000, 50],
] as const) {
  sizes.push([name, micro(await runBare(turns, "x".repeat(size))), micro(await measureCarryingHop(turns, size))]);
}
printTable(["size", "bare loop, µs a hop", "in SQLite, µs a hop"], sizes);

await printDurable();
closeDurable();

if (process.argv.includes("--peers")) {
  console.log();
  await (await import("./peers/peers.ts")).printPeers();
}

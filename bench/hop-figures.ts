/** What a hop costs beyond the user's own code: the figures that `npm run bench:hop` prints. */
import { run } from "../src/index.ts";
import { closeFloor, measureBareCommit } from "./hop-floor.ts";
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

interface Kind {
  readonly name: string;
  readonly aim: string;
  measure(hops: number): Promise<number>;
}

const kinds: readonly Kind[] = [
  { name: "bare loop, state through JSON", aim: "", measure: runBare },
  { name: "run, in memory", aim: "15", measure: runPipeline },
  { name: "protocol, journal in memory", aim: "15", measure: measureJournaledHop },
  { name: "one bare commit of SQLite", aim: "", measure: measureBareCommit },
  { name: "protocol, journal in SQLite", aim: "62", measure: measureDurableHop },
];

/** By the clock, in undisturbed moments, and of the processor; each kind in turn, so that all meet the same disturbances. */
async function measureAll(times: number, hops: number): Promise<string[][]> {
  const all = kinds.map((): [number, number, number][] => []);
  for (let time = 0; time < times; time++) {
    for (const [index, { measure }] of kinds.entries()) {
      globalThis.gc?.();
      takeUndisturbed();
      const before = process.cpuUsage();
      const microseconds = await measure(hops);
      const { user, system } = process.cpuUsage(before);
      all[index]?.push([microseconds, takeUndisturbed(), (user + system) / hops]);
    }
  }
  return kinds.map(({ name, aim }, index) => {
    const [clock = [], undisturbed = [], processor = []] = [0, 1, 2].map((column) =>
      (all[index] ?? []).map((row) => row[column] as number).sort((a, b) => a - b),
    );
    const figures = [clock[0], clock[Math.floor(times / 2)], undisturbed[0], processor[0]];
    return [name, ...figures.map((figure) => figure?.toFixed(1) ?? ""), aim];
  });
}

function heapMegabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

const micro = (microseconds: number) => microseconds.toFixed(microseconds < 1_000 ? 1 : 0);

const hops = 20_000;
console.log(`state: ${JSON.stringify(order).length} bytes; 5 runs of ${hops.toLocaleString("en")} hops each, in turn\n`);
printTable(["µs a hop", "best run", "median run", "undisturbed", "of the processor", "aim"], await measureAll(5, hops));
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
closeFloor();

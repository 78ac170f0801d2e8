/** What a hop costs beyond the user's own code: `npm run bench:hop`. */
import { Pipeline, run, step } from "../src/index.ts";

/** About 1 KB as JSON: what a step of an order pipeline carries. */
const order = {
  id: "01934f2e-7f9c-7a41-b2c7-7d2a5c1f0b11",
  customer: { name: "Ada Lovelace", country: "GB", address: "12 St James's Square, London" },
  items: Array.from({ length: 6 }, (_, index) => ({ sku: `SKU-${index}`, count: index + 1, price: 9.5 + index, note: "a short note" })),
  flags: [true, false, null],
  remarks: "x".repeat(320),
};

class Loop extends Pipeline {
  @step()
  start({ hops }: { hops: number }) {
    return this.next("turn", { left: hops - 2, order });
  }

  @step()
  turn({ left, order }: { left: number; order: unknown }) {
    return left > 0 ? this.next("turn", { left: left - 1 }) : this.next("end", { order: order as null });
  }

  @step()
  end({ order }: { order: unknown }) {
    return this.done(order !== undefined);
  }
}

/** The least that any runner does: awaits the step, and passes its state through JSON. */
async function runBare(hops: number): Promise<number> {
  let state: { left: number; order: unknown } = { left: hops, order };
  const turn = ({ left }: { left: number }) => ({ left: left - 1 });
  const began = performance.now();
  while (state.left > 0) state = JSON.parse(JSON.stringify({ ...state, ...(await turn(state)) }));
  return ((performance.now() - began) / hops) * 1_000;
}

async function runPipeline(hops: number): Promise<number> {
  const began = performance.now();
  await run(Loop, { hops }, { maxHops: Number.POSITIVE_INFINITY });
  return ((performance.now() - began) / hops) * 1_000;
}

async function leastOf(times: number, measure: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < times; time++) least = Math.min(least, await measure());
  return least;
}

function heapMegabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

const hops = 100_000;
console.log(`state: ${JSON.stringify(order).length} bytes; best of 3, ${hops.toLocaleString("en")} hops each\n`);
const bare = await leastOf(3, () => runBare(hops));
const ours = await leastOf(3, () => runPipeline(hops));
console.log(`bare loop, state through JSON   ${bare.toFixed(2).padStart(6)} µs a hop`);
console.log(`run, in memory                  ${ours.toFixed(2).padStart(6)} µs a hop   (aim: 15, the seed's implementation: 62)\n`);

console.log("chain of      µs a hop   heap after, MB");
for (const length of [10, 100, 1_000, 10_000, 100_000]) {
  const microseconds = await runPipeline(length);
  console.log(
    `${length.toLocaleString("en").padStart(8)} ${microseconds.toFixed(2).padStart(13)} ${heapMegabytes().toFixed(1).padStart(16)}`,
  );
}

/** Simulates executions in a world where everything fails: `npm run simulate -- --runs 100000 --seed 1`; `--trace` shows what happens. */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { bundleSimulation } from "../test/simulation/bundle.ts";
import type { Summary } from "../test/simulation/run-many.ts";

const root = new URL("../", import.meta.url);
if (isMainThread) await main();
else parentPort?.postMessage(await simulate(workerData.runs, workerData.seed, false));

async function main() {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: "10000" },
      seed: { type: "string", default: "1" },
      trace: { type: "boolean", default: false },
    },
  });
  const [runs, seed] = [Number(values.runs), Number(values.seed)];
  if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed)) {
    console.error("--runs takes a whole number from 1, --seed a whole number.");
    process.exit(2);
  }
  const began = performance.now();
  const shares = runs < 1_000 ? 1 : availableParallelism();
  const summaries =
    shares === 1 ? [await simulate(runs, seed, values.trace)] : await Promise.all(split(runs, seed, shares).map(simulateInThread));
  const failed = print(runs, seed, summaries, (performance.now() - began) / 1_000);
  process.exitCode = failed ? 1 : 0;
}

async function simulate(runs: number, seed: number, trace: boolean): Promise<Summary> {
  const runMany = await bundleSimulation();
  return runMany({ runs, seed, root, ...(trace && { trace: (...happened: unknown[]) => console.log(JSON.stringify(happened)) }) });
}

/** Seeds decide everything, so that it makes no difference who runs them. */
function split(runs: number, seed: number, shares: number): { runs: number; seed: number }[] {
  const share = Math.ceil(runs / shares);
  return Array.from({ length: shares }, (_, index) => ({ runs: Math.min(share, runs - index * share), seed: seed + index * share }));
}

function simulateInThread(work: { runs: number; seed: number }): Promise<Summary> {
  return new Promise((resolve, reject) => {
    new Worker(new URL(import.meta.url), { workerData: work }).once("message", resolve).once("error", reject);
  });
}

function print(runs: number, seed: number, summaries: readonly Summary[], seconds: number): boolean {
  const number = (value: number) => value.toLocaleString("en");
  const sum = (of: (summary: Summary) => number) => number(summaries.reduce((total, summary) => total + of(summary), 0));
  const kinds = [...new Set(summaries.flatMap(({ faults }) => [...faults.keys()]))].sort();
  const failed = summaries.flatMap((summary) => summary.failed);
  console.log(`${number(runs)} runs from seed ${seed} in ${seconds.toFixed(1)} s (${number(Math.round(runs / seconds))} a second)`);
  console.log(`${sum(({ hops }) => hops)} hops, ${sum(({ resumptions }) => resumptions)} resumptions, and these faults:`);
  for (const kind of kinds) console.log(`  ${kind.padEnd(22)} ${sum(({ faults }) => faults.get(kind) ?? 0).padStart(10)}`);
  for (const { seed, specimen, violations } of failed.slice(0, 20)) {
    console.log(`\nseed ${seed} (${specimen}), reproduced by: npm run simulate -- --runs 1 --seed ${seed}`);
    for (const violation of violations.slice(0, 5)) console.log(`  ${violation}`);
  }
  console.log(failed.length === 0 ? "no violations" : `\n${number(failed.length)} runs with violations`);
  return failed.length > 0;
}

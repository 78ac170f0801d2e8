/** Runs every peer in a process of its own, one after the other, and prints what a hop costs in each beside what it costs in ours. */
import { fork } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { printTable } from "../workbench.ts";
import type { Answer, Order } from "./worker.ts";

interface Contestant {
  readonly name: string;
  readonly file: string;
  readonly words?: readonly string[];
  /** Its package, where it is not ours. */
  readonly from?: string;
  /** What holds the state after each hop. */
  readonly keeps: string;
}

const contestants: readonly Contestant[] = [
  { name: "bare loop", file: "peer-bare.ts", keeps: "nothing" },
  { name: "Orchwits, run", file: "peer-orchwits-memory.ts", keeps: "nothing" },
  { name: "Orchwits, durable", file: "peer-orchwits-sqlite.ts", keeps: "SQLite file" },
  { name: "xstate", file: "peer-xstate.ts", from: "xstate", keeps: "JSON in memory" },
  { name: "AWS durable execution", file: "peer-aws.ts", from: "@aws/durable-execution-sdk-js", keeps: "its test runner" },
  { name: "workflow", file: "peer-workflow.ts", from: "workflow", keeps: "JSON files" },
  { name: "DBOS", file: "peer-dbos.ts", from: "@dbos-inc/dbos-sdk", keeps: "PostgreSQL, flushed" },
  {
    name: "DBOS, unflushed",
    file: "peer-dbos.ts",
    // What survives is then what survives of Orchwits' SQLite file: every hop when the process is killed, the latest not when the power fails.
    words: ["synchronous_commit=off"],
    from: "@dbos-inc/dbos-sdk",
    keeps: "PostgreSQL, flushed later",
  },
];

const lengths = [10, 100, 1_000] as const;
/** For how long a chain is run again and again, for its best time. */
const secondsPerLength = 1.5;
/** After so long a peer is given up. */
const longestSeconds = 20;

interface Figures {
  readonly version: string;
  /** Microseconds a hop, for each length that was reached. */
  readonly best: readonly number[];
  readonly trouble?: string;
}

export async function printPeers(): Promise<void> {
  console.log(`a chain of small steps, 1 KB of state; best of ${secondsPerLength} s; load average ${loadavg()[0]?.toFixed(1)}\n`);
  const all: Figures[] = [];
  for (const contestant of contestants) all.push(await measurePeer(contestant));
  const times = (own: Figures, other: Figures | undefined) => {
    const length = Math.min(own.best.length, other?.best.length ?? 0) - 1;
    return length < 0 ? "" : precise((own.best[length] as number) / (other?.best[length] as number));
  };
  printTable(
    [
      "",
      "version",
      "state kept in",
      ...lengths.map((length) => `${length.toLocaleString("en")} hops, µs each`),
      "÷ bare",
      "÷ run",
      "÷ durable",
    ],
    contestants.map(({ name, keeps }, position) => {
      const own = all[position] as Figures;
      const figures = lengths.map((_, length) => (own.best[length] === undefined ? "–" : precise(own.best[length])));
      return [name, own.version, keeps, ...figures, times(own, all[0]), times(own, all[1]), times(own, all[2])];
    }),
  );
  for (const [position, { trouble }] of all.entries()) if (trouble) console.log(`\n${contestants[position]?.name}: ${trouble}`);
  console.log(`\nload average at the end: ${loadavg()[0]?.toFixed(1)}`);
}

async function measurePeer({ file, words = [], from }: Contestant): Promise<Figures> {
  const version = from === undefined ? "this checkout" : versionOf(from);
  if (version === undefined) return { version: "–", best: [], trouble: "not installed: npm install --ignore-scripts --prefix bench/peers" };
  const child = fork(fileURLToPath(new URL("worker.ts", import.meta.url)), [new URL(file, import.meta.url).href, ...words], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let complaint = "";
  child.stderr?.on("data", (chunk) => {
    complaint = (complaint + chunk).slice(-500);
  });
  const exited = new Promise<never>((_, reject) => child.once("exit", () => reject(new Error(`its process ended early: ${complaint}`))));
  exited.catch(() => {});
  const began = performance.now();
  const left = () => longestSeconds * 1_000 - (performance.now() - began);
  const answered = async (expected: Answer, order?: Order): Promise<void> => {
    const stop = new AbortController();
    const answer = new Promise<void>((resolve, reject) => {
      // What began in time, and the end, get some seconds more.
      const timer = setTimeout(() => reject(new Error(`given up after ${longestSeconds} s`)), Math.max(left(), 5_000));
      const hear = (said: Answer) => {
        if (said === expected) resolve();
        else if (typeof said === "object") reject(new Error(said.error));
      };
      child.on("message", hear);
      stop.signal.addEventListener("abort", () => {
        clearTimeout(timer);
        child.off("message", hear);
      });
    });
    if (order) child.send(order);
    await Promise.race([answer, exited]).finally(() => stop.abort());
  };
  const best: number[] = [];
  let trouble: string | undefined;
  try {
    await answered("open");
    for (const length of lengths) {
      const expected = ((best.at(-1) ?? 0) * length) / 1_000;
      if (expected > left()) throw new Error(`not run: they would take ${Math.round(expected / 1_000)} s and more`);
      best.push(await measureLength(length, () => answered("done", { hops: length })));
    }
  } catch (error) {
    const { message } = error as Error;
    trouble = best.length > 0 ? `${lengths[best.length]?.toLocaleString("en")} hops: ${message}` : message;
  }
  // Whatever the trouble, it gets the time to stop what it started.
  await answered("closed", "close").catch(() => {});
  const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await exited.catch(() => clearTimeout(timer));
  return { version, best, ...(trouble === undefined ? {} : { trouble }) };
}

/** From outside, for some peers put the clocks of their process forward. */
async function measureLength(hops: number, run: () => Promise<void>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  const end = performance.now() + secondsPerLength * 1_000;
  do {
    const began = performance.now();
    await run();
    least = Math.min(least, ((performance.now() - began) / hops) * 1_000);
  } while (performance.now() < end);
  return least;
}

function versionOf(name: string): string | undefined {
  const manifest = new URL(`node_modules/${name}/package.json`, import.meta.url);
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")).version : undefined;
}

function precise(value: number): string {
  return value >= 99.5 ? Math.round(value).toLocaleString("en") : value.toPrecision(2);
}

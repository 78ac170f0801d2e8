/** Starts executions, lets processes work on them, kills and holds up those at random, then works off the rest and checks every trace. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { startExecution } from "../../src/engine/start-execution.ts";
import { type LocalHome, openLocalHome } from "../../src/local/local-home.ts";
import type { Trace } from "./tally.ts";

export interface Torment {
  /** An empty folder. */
  readonly folder: string;
  readonly executions: number;
  /** Of each execution. */
  readonly steps: number;
  readonly processes: number;
  readonly milliseconds: number;
  /** From 0 to below 1. */
  random(): number;
}

export interface Findings {
  readonly kills: number;
  /** How often a process was held up for longer than its leases last. */
  readonly pauses: number;
  readonly runs: number;
  /** Runs of an attempt beyond its first: after a crash, code may run again. */
  readonly repeated: number;
  /** How many executions had ended when the killing stopped. */
  readonly endedBefore: number;
  /** What must not be, in words. */
  readonly violations: readonly string[];
}

export async function torment(options: Torment): Promise<Findings> {
  const { folder, executions, steps, processes } = options;
  mkdirSync(folder, { recursive: true });
  const script = join(folder, "work.mjs");
  await bundle(script);
  const home = openLocalHome({ folder: join(folder, "home") });
  try {
    const ids = Array.from({ length: executions }, (_, index) => `tally-${index}`);
    const request = { pipeline: "Tally", source: "tally.ts#Tally", graph: null, input: { steps } };
    for (const execution of ids) await startExecution(home, { ...request, execution });
    const { kills, pauses } = await killAtRandom(options, () => start(script, folder, "forever"));
    const endedBefore = executions - (await home.journal.list({ status: "running" })).length;
    await Promise.all(Array.from({ length: processes }, () => ended(start(script, folder, "rest"))));
    const traces = readTraces(folder);
    const violations: string[] = [];
    for (const id of ids) for (const fault of await verify(home, id, steps, traces.get(id) ?? [])) violations.push(`${id}: ${fault}`);
    if (home.dispatcher.nextAt() !== undefined) violations.push("a message is left");
    const all = [...traces.values()].flat();
    const once = new Set(all.map(({ execution, hop, attempt }) => `${execution} ${hop} ${attempt}`));
    return { kills, pauses, runs: all.length, repeated: all.length - once.size, endedBefore, violations };
  } finally {
    home.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lets processes make and open the same new folder at once. */
export async function openAtOnce(folder: string, processes: number): Promise<void> {
  const script = join(folder, "work.mjs");
  await bundle(script);
  await Promise.all(Array.from({ length: processes }, () => ended(start(script, folder, "rest"))));
}

function bundle(outfile: string) {
  const entry = join(import.meta.dirname, "work-on-tally.ts");
  return build({ entryPoints: [entry], outfile, bundle: true, platform: "node", format: "esm", target: "node22", logLevel: "error" });
}

function start(script: string, folder: string, how: "forever" | "rest"): ChildProcess {
  const env = { ...process.env, TALLY: join(folder, "traces") };
  return spawn(process.execPath, [script, join(folder, "home"), how], { env, stdio: ["ignore", "inherit", "inherit"] });
}

async function killAtRandom({ processes, milliseconds, random }: Torment, spawnOne: () => ChildProcess) {
  const alive = Array.from({ length: processes }, spawnOne);
  let [kills, pauses] = [0, 0];
  // At least one is killed, however the dice fall and however few throws a busy machine has time for.
  for (const until = Date.now() + milliseconds; Date.now() < until || kills === 0; ) {
    await sleep(50 + random() * 500);
    const index = Math.floor(random() * processes);
    const child = alive[index] as ChildProcess;
    if (random() < 0.4) {
      pauses++;
      child.kill("SIGSTOP");
      setTimeout(() => child.kill("SIGCONT"), 500 + random() * 700);
    } else {
      kills++;
      await kill(child);
      alive[index] = spawnOne();
    }
  }
  await Promise.all(alive.map(kill));
  return { kills: kills + processes, pauses };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await ended(child).catch(() => undefined);
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve, reject) =>
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`A process that worked off the rest ended with ${code}.`)))),
  );
}

function readTraces(folder: string): Map<string, Trace[]> {
  const traces = new Map<string, Trace[]>();
  for (const line of readFileSync(join(folder, "traces"), "utf8").split("\n")) {
    if (!line.endsWith("}")) continue;
    const trace = JSON.parse(line) as Trace;
    const known = traces.get(trace.execution);
    if (known) known.push(trace);
    else traces.set(trace.execution, [trace]);
  }
  return traces;
}

/** What is wrong with an execution. */
async function verify({ journal }: LocalHome, execution: string, steps: number, traces: readonly Trace[]): Promise<string[]> {
  const row = await journal.readExecution(execution);
  const result = row?.result as { sum: number; run: string } | undefined;
  if (row?.status !== "completed") return [`it is ${row?.status}: ${JSON.stringify(row?.error)}`];
  const faults = result?.sum === (steps * (steps + 1)) / 2 ? [] : [`its result is ${result?.sum}`];
  let taken: string | null = null;
  let hop = 0;
  for await (const { hop: number, status, completion } of journal.readHops(execution)) {
    if (number !== hop || status !== "ended") faults.push(`hop ${hop} is hop ${number}, and ${status}`);
    const runs = traces.filter((trace) => trace.hop === hop);
    // The outcome of the hop before was taken once: whatever ran here ran on it.
    for (const { after } of runs) if (after !== taken) faults.push(`hop ${hop} ran on ${after}, but the outcome taken was ${taken}`);
    taken = String(((completion?.kind === "next" ? completion.set : result) as { run?: unknown }).run);
    if (!runs.some(({ run }) => run === taken)) faults.push(`the outcome of hop ${hop} is of a run that never was`);
    hop++;
  }
  if (traces.some((trace) => trace.hop >= hop)) faults.push("a hop ran that the journal doesn't have");
  return faults;
}

/** Thousands of executions in a world where everything fails, each time with other seeds: what fails prints the seed that repeats it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { SqliteJournal } from "../../src/local/sqlite-journal.ts";
import { SqliteStore } from "../../src/local/sqlite-store.ts";
import { bundleSimulation, type RunMany } from "./bundle.ts";

const root = new URL("../../", import.meta.url);
/** A new seed every day: the same for everyone who looks into a failure of that day. */
const today = Math.floor(Date.now() / 86_400_000) * 100_000;

// Bundled it runs three times as fast as through the test runner's modules.
let runMany: RunMany;
beforeAll(async () => {
  runMany = await bundleSimulation();
});

test("nothing that can fail breaks a promise", async () => {
  const { failed, faults, resumptions } = await runMany({ runs: 2_000, seed: today, root });
  expect(failed.slice(0, 3)).toEqual([]);
  // Otherwise nothing was tried.
  expect([...faults.keys()].sort()).toEqual([
    "crash-after",
    "crash-before",
    "crash-in-step",
    "delayed-message",
    "duplicate",
    "error-after",
    "error-before",
    "interrupt",
    "lost-acknowledgement",
    "lost-message",
    "slow-answer",
    "slow-request",
    "slow-step",
    "spoiled-blob",
  ]);
  expect(resumptions).toBeGreaterThan(100);
});

test("nor does it with a journal in SQLite, which all executions share", async () => {
  const folder = mkdtempSync(join(tmpdir(), "simulation-"));
  const store = new SqliteStore(join(folder, "journal.db"));
  try {
    const { failed, runs } = await runMany({ runs: 200, seed: today, root, journal: new SqliteJournal(store) });
    expect(failed.slice(0, 3)).toEqual([]);
    expect(runs).toBe(200);
  } finally {
    store.close();
    rmSync(folder, { recursive: true });
  }
});

test("a seed decides everything", async () => {
  const trace = async (seed: number, runs: number) => {
    const lines: string[] = [];
    await runMany({ runs, seed, root, trace: (...happened) => lines.push(JSON.stringify(happened)) });
    return lines;
  };
  const lines = await trace(469, 1);
  expect(lines.length).toBeGreaterThan(50);
  expect(await trace(469, 1)).toEqual(lines);
  expect(await trace(470, 1)).not.toEqual(lines);
});

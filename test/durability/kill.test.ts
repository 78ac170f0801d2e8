/** Kills processes while they work on one folder: a short torture, so that every run of the tests holds what `npm run torture` shows. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { seededRandom } from "./seeded-random.ts";
import { openAtOnce, torment } from "./torment.ts";

test("executions survive killed processes, and no outcome is taken twice", async () => {
  const seed = Date.now() % 1_000_000;
  const findings = await torment({
    folder: mkdtempSync(join(tmpdir(), "orchwits-kill-")),
    executions: 24,
    steps: 60,
    processes: 3,
    milliseconds: 4_000,
    random: seededRandom(seed),
  });
  expect(findings.violations, `seed ${seed}`).toEqual([]);
  expect(findings.kills).toBeGreaterThan(3);
  expect(findings.runs).toBeGreaterThan(24 * 60);
});

test("processes that make one folder at once all come to use it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "orchwits-at-once-"));
  await openAtOnce(folder, 6);
  rmSync(folder, { recursive: true });
});

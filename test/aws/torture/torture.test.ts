/** Executions on a local AWS where everything fails: a short torture, so that every run of the tests holds what `npm run torture:aws` shows. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tormentStack } from "./torment-stack.ts";

test("executions on AWS survive its worst days: none lost, none stuck, none double, and what failed can be resumed", async () => {
  const seed = Date.now() % 1_000_000;
  const { figures, violations, log } = await tormentStack({
    folder: mkdtempSync(join(tmpdir(), "orchwits-torture-aws-")),
    executions: 40,
    steps: 2,
    seed,
    processes: 28,
    busy: 10,
    hurry: 60,
    patience: 2,
    outagesMilliseconds: 3_000,
    mostMilliseconds: 400_000,
  });
  const told = `seed ${seed}: ${JSON.stringify(figures)}`;
  expect(violations, `${told}\n${log.join("\n")}`).toEqual([]);
  // It is no torture where nothing goes wrong.
  expect(figures, told).toMatchObject({ executions: 40, resumed: figures.failed });
  expect(figures["runs of steps"], told).toBeGreaterThan(120);
  expect(figures["retries of Lambda"], told).toBeGreaterThan(5);
  expect(figures["killed, out of memory included"], told).toBeGreaterThan(1);
}, 900_000);

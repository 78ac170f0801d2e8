/** What becomes of executions on AWS, told from leases and times alone. */
import { expect, test } from "vitest";
import type { ExecutionRow, HopRow } from "../../engine/journal.ts";
import { stackConditionOf } from "./stack-conditions.ts";

const minute = 60_000;
const row: ExecutionRow = { execution: "e", pipeline: "Cafe", source: "cafe", graph: null, input: {}, status: "running", startedAt: 0 };
const hop: HopRow = { execution: "e", branch: "", hop: 0, step: "start", attempt: 1, status: "claimed", startedAt: 0, failures: [] };
const claimed: HopRow = { ...hop, owner: "cafe-start 2026/11/24", leaseUntil: 30_000 };
const moved = (afterMilliseconds: number): HopRow => ({
  ...hop,
  status: "ended",
  endedAt: 1_000,
  completion: { kind: "next", to: "tea", set: {}, dropped: [], afterMilliseconds },
});

test("what has ended is what its row says", () => {
  for (const status of ["completed", "failed", "cancelled"] as const) {
    expect(stackConditionOf({ ...row, status }, claimed, 10)).toEqual({ name: status });
  }
});

test("a function that runs has a lease; one that died is invoked again, for a while", () => {
  expect(stackConditionOf(row, claimed, 29_000)).toEqual({ name: "running", owner: "cafe-start 2026/11/24" });
  expect(stackConditionOf(row, claimed, 2 * minute)).toEqual({ name: "recovering" });
  expect(stackConditionOf(row, claimed, 20 * minute)).toEqual({ name: "interrupted" });
});

test("a message that is on its way can't be seen, and is expected for a while", () => {
  expect(stackConditionOf(row, undefined, minute)).toEqual({ name: "queued" });
  expect(stackConditionOf(row, undefined, 20 * minute)).toEqual({ name: "interrupted" });
  expect(stackConditionOf(row, moved(0), minute)).toEqual({ name: "running" });
  expect(stackConditionOf(row, moved(0), 20 * minute)).toEqual({ name: "interrupted" });
});

test("what waits does so until its time, and is expected for a while after it", () => {
  const waiting: HopRow = { ...hop, status: "waiting", attempt: 2, retryAt: 10 * minute };
  expect(stackConditionOf(row, waiting, minute)).toEqual({ name: "waiting", until: 10 * minute });
  expect(stackConditionOf(row, waiting, 11 * minute)).toEqual({ name: "running" });
  expect(stackConditionOf(row, moved(60 * minute), minute)).toEqual({ name: "waiting", until: 60 * minute + 1_000 });
  expect(stackConditionOf(row, moved(60 * minute), 90 * minute)).toEqual({ name: "interrupted" });
});

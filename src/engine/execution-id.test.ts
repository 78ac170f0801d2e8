/** Ids must be valid and sort by time. */
import { expect, test } from "vitest";
import { makeExecutionId } from "./execution-id.ts";

test("an id is a UUIDv7 that holds its time", () => {
  const id = makeExecutionId(Date.UTC(2026, 0, 1) + 0.75);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(Date.UTC(2026, 0, 1));
});

test("ids sort by when they were made, and differ at the same time", () => {
  const times = [0, 1, 255, 256, 1e12, 1.7e12, 2 ** 47];
  const ids = times.map(makeExecutionId);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(Array.from({ length: 1_000 }, () => makeExecutionId(0))).size).toBe(1_000);
});

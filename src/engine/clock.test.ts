/** Waiting can be cut short. */
import { expect, test } from "vitest";
import { ManualClock } from "../local/manual-clock.ts";
import { wait } from "./clock.ts";

test("waits as long as it is told", async () => {
  const clock = new ManualClock();
  const waiting = wait(clock, 500, undefined).then(() => clock.now());
  clock.advance(800);
  expect(await waiting).toBe(800);
});

test("stops waiting when the signal is aborted, before or meanwhile, and leaves nothing scheduled", async () => {
  const clock = new ManualClock();
  const stop = new AbortController();
  const waiting = wait(clock, 500, stop.signal);
  stop.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await expect(wait(clock, 500, stop.signal)).rejects.toThrow("enough");
  expect(clock.pending).toBe(0);
});

/** A step runs as long as its timeout and its worker's time allow, and no longer: what is cut short has failed, with a reason. */
import { Pipeline, type StepContext, step } from "orchwits";
import { expect, test } from "vitest";
import { BenchTop } from "./bench-top.fixture.ts";

test("a timeout aborts the signal and counts as a failure", async () => {
  class Sleepy extends Pipeline {
    @step({ timeout: "2s", retry: { attempts: 2, backoff: "fixed", first: "1s" } })
    async start(_: object, { signal, attempt }: StepContext) {
      if (attempt === 1) await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      return this.done(attempt);
    }
  }
  const bench = new BenchTop(Sleepy);
  await bench.start();
  const running = bench.next();
  await new Promise(setImmediate);
  bench.clock.advance(2_000);
  expect(await running).toMatchObject({ kind: "retrying", afterMilliseconds: 1_000 });
  await bench.drain();
  expect(await bench.hops()).toMatchObject([{ failures: [{ error: { name: "StepTimedOut" } }], completion: { result: 2 } }]);
});

test.for([
  ["10m", 4_000, "took longer than its function may run. Give it more time with @step({ timeout })"],
  [undefined, 4_000, "took longer than its function may run."],
  ["2s", 2_000, "took longer than its timeout of 2s."],
] as const)("a worker whose time is limited ends a step with timeout %s after %i ms", async ([timeout, milliseconds, message]) => {
  const reasons: unknown[] = [];
  class Sleepy extends Pipeline {
    @step({ ...(timeout && { timeout }) })
    async start(_: object, { signal }: StepContext) {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      reasons.push(signal.reason.name);
      return this.done("too late");
    }
  }
  const bench = new BenchTop(Sleepy, { timeLimitMilliseconds: 4_000 });
  await bench.start();
  const running = bench.next();
  await new Promise(setImmediate);
  bench.clock.advance(milliseconds - 1);
  expect(reasons).toEqual([]);
  bench.clock.advance(1);
  expect(await running).toMatchObject({ status: "failed", error: { name: "StepTimedOut", message: expect.stringContaining(message) } });
  expect(reasons).toEqual(["TimeoutError"]);
});

test("a step that ends by itself although its worker's time is nearly over is not wasted", async () => {
  class Busy extends Pipeline {
    @step()
    start() {
      now = 5_000;
      return this.done("in time");
    }
  }
  // A step that never awaits keeps timers from their turn.
  let now = 0;
  const clock = { now: () => now, schedule: () => () => {} };
  const bench = new BenchTop(Busy, { clock, timeLimitMilliseconds: 4_000 });
  await bench.start();
  expect(await bench.next()).toMatchObject({ status: "completed", result: "in time" });
});

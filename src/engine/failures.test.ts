/** What fails runs again as its policy says, and ends loudly, resumably, and with its handler run once. */
import { Pipeline, RetryLater, type StepContext, step } from "orchwits";
import { beforeEach, expect, test } from "vitest";
import type { Message } from "../model/message.ts";
import { BenchTop } from "./bench-top.fixture.ts";
import { giveUpMessage } from "./handle-message.ts";
import type { Observer } from "./worker-options.ts";

let calls: unknown[] = [];
beforeEach(() => {
  calls = [];
});

class Flaky extends Pipeline {
  @step({ retry: { attempts: 4, first: "2s", max: "5s" } })
  start({ good }: { good: number }, { attempt }: StepContext) {
    if (attempt < good) throw new Error(`no ${attempt}`, { cause: "the net" });
    return this.next("end", {}, { after: "30s" });
  }

  @step()
  end() {
    return this.done("done");
  }
}

test("a failing step waits with backoff and jitter, and its failures are kept", async () => {
  const bench = new BenchTop(Flaky);
  await bench.start({ good: 4 });
  const waits: number[] = [];
  while (bench.sent.length > 0) {
    const { afterMilliseconds } = bench.sent[0] as { afterMilliseconds: number };
    waits.push(afterMilliseconds);
    await bench.next();
  }
  // Half of 2 s, 4 s and 5 s, then 'after'.
  expect(waits).toEqual([0, 1_000, 2_000, 2_500, 30_000]);
  expect(await bench.row()).toMatchObject({ status: "completed", result: "done" });
  const [first] = await bench.hops();
  expect(first).toMatchObject({
    attempt: 4,
    failures: [
      { attempt: 1, at: 0 },
      { attempt: 2, at: 1_000 },
      { attempt: 3, at: 3_000 },
    ],
  });
  expect(first?.failures[0]?.error).toMatchObject({
    name: "Error",
    message: "no 1",
    origin: "pipeline",
    stack: expect.stringMatching(/failures\.test/),
  });
});

test("the last failure ends the execution, with stack, cause and what to do", async () => {
  const bench = new BenchTop(Flaky);
  await bench.start({ good: 9 });
  expect(await bench.drain()).toMatchObject({ kind: "ended", status: "failed" });
  const { error, status } = await bench.row();
  expect(status).toBe("failed");
  expect(error).toMatchObject({
    name: "StepFailed",
    message: "Step 'start' of Flaky failed after 4 attempts: no 4. orchwits resume e goes on from there.",
    origin: "pipeline",
    cause: { name: "Error", message: "no 4", cause: { message: 'it threw "the net", which is not an Error' } },
  });
});

test("RetryLater waits as long as it says", async () => {
  class Patient extends Pipeline {
    @step()
    start(_: object, { attempt }: StepContext) {
      if (attempt < 3) throw new RetryLater("1h");
      return this.done(attempt);
    }
  }
  const bench = new BenchTop(Patient);
  await bench.start();
  await bench.drain();
  expect(bench.clock.now()).toBe(7_200_000);
  expect(await bench.row()).toMatchObject({ result: 3 });
});

test("a crash between letting it wait and sending the next attempt is healed with the time that is left", async () => {
  const bench = new BenchTop(Flaky);
  await bench.start({ good: 2 });
  const { message } = bench.sent[0] as { message: Message };
  const dispatcher = { dispatch: () => Promise.reject(new Error("no queue")) };
  await expect(bench.next({ dispatcher })).rejects.toThrow("no queue");
  bench.clock.advance(400);
  expect(await bench.deliver(message)).toMatchObject({ kind: "retrying", afterMilliseconds: 600 });
  // And once more, now that it runs already.
  const second = bench.sent[0] as { message: Message };
  await bench.journal.claim({ ...second.message, token: "t", owner: "o", now: 0, leaseUntil: 100_000 });
  expect(await bench.deliver(message)).toEqual({ kind: "stale", reason: "attempt 2 of hop 0 runs already" });
});

test("a delayed move that is healed waits for the time that is left", async () => {
  const bench = new BenchTop(Flaky);
  await bench.start({ good: 1 });
  const { message } = bench.sent[0] as { message: Message };
  await bench.next();
  bench.clock.advance(10_000);
  expect(await bench.deliver(message)).toMatchObject({ kind: "moved", afterMilliseconds: 20_000 });
  bench.clock.advance(100_000);
  expect(await bench.deliver(message)).toMatchObject({ kind: "moved", afterMilliseconds: 0 });
});

test("a zombie can't let a hop wait that is not its own any more", async () => {
  let fail = (_: Error) => {};
  class Slow extends Pipeline {
    @step({ retry: { attempts: 2 } })
    async start() {
      if (calls.push(1) === 1) await new Promise((_, reject) => (fail = reject));
      return this.done("second");
    }
  }
  const bench = new BenchTop(Slow);
  await bench.start();
  const { message } = bench.sent.shift() as { message: Message };
  const zombie = bench.deliver(message);
  await new Promise(setImmediate);
  bench.clock.advance(10_000);
  await bench.deliver(message);
  fail(new Error("too late"));
  expect(await zombie).toMatchObject({ kind: "ended", result: "second" });
  expect(await bench.hops()).toMatchObject([{ attempt: 1, failures: [] }]);
});

test("an outcome that can't be followed, and a step that is gone, fail resumably", async () => {
  class Odd extends Pipeline {
    @step()
    start(): never {
      return { $next: "nowhere" } as never;
    }
  }
  const bench = new BenchTop(Odd);
  await bench.start();
  expect(await bench.drain()).toMatchObject({
    error: { name: "InvalidOutcome", message: expect.stringMatching(/moved to 'nowhere', but Odd has no step/) },
  });
  await bench.start({}, { execution: "f", from: "older" });
  expect(await bench.drain()).toMatchObject({
    error: {
      name: "UnknownStep",
      origin: "caller",
      message: expect.stringMatching(/^Hop 0 can't run: Odd has no step 'older'.* It was sent by another version of Odd/),
    },
  });
});

test("a message that was delivered too often is given up, and the execution fails instead of being forgotten", async () => {
  const bench = new BenchTop(Flaky);
  await bench.start({ good: 1 });
  const { message } = bench.sent.shift() as { message: Message };
  await bench.journal.claim({ ...message, token: "dead", owner: "dead", now: 0, leaseUntil: 500 });
  expect(await giveUpMessage(bench.worker, message, new Error("3 workers died"))).toEqual({ kind: "held", until: 500 });
  bench.clock.advance(500);
  expect(await giveUpMessage(bench.worker, message, new Error("3 workers died"))).toMatchObject({
    status: "failed",
    error: { message: "3 workers died" },
  });
});

test("errors are kept no larger than a row can bear", async () => {
  class Verbose extends Pipeline {
    @step()
    start(): never {
      let error = new Error("x".repeat(100_000));
      for (let depth = 0; depth < 20; depth++) error = new Error("x".repeat(100_000), { cause: error });
      error.name = "N".repeat(1_000);
      throw error;
    }
  }
  const bench = new BenchTop(Verbose);
  await bench.start();
  await bench.drain();
  const size = JSON.stringify(await bench.row()).length;
  expect(size).toBeGreaterThan(2_000);
  expect(size).toBeLessThan(30_000);
});

test("an observer is told what happens, a log line goes where it should", async () => {
  class Chatty extends Pipeline {
    @step()
    start(_: object, { log, attempt }: StepContext) {
      log.info("hello", { attempt });
      if (attempt === 1) throw new RetryLater("5s");
      return this.next("end");
    }
    @step()
    end(): never {
      throw new Error("no");
    }
  }
  const observer: Observer = {
    stepStarted: ({ step, attempt }) => calls.push(`${step} ${attempt} starts`),
    stepEnded: ({ step }, duration, outcome) => calls.push(`${step} ${outcome.kind} ${duration}`),
    stepFailed: ({ step }, _, thrown, state, retry) =>
      calls.push(`${step} failed ${(thrown as Error).name} ${JSON.stringify(state)} ${retry}`),
  };
  const bench = new BenchTop(Chatty, { observer, writeLog: (level, message, fields) => calls.push([level, message, fields]) });
  await bench.start();
  await bench.drain();
  expect(calls).toEqual([
    "start 1 starts",
    ["info", "hello", { attempt: 1 }],
    "start failed RetryLater {} 5000",
    "start 2 starts",
    ["info", "hello", { attempt: 2 }],
    "start next 0",
    "end 1 starts",
    "end failed Error {} undefined",
  ]);
});

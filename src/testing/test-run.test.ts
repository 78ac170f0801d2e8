/** Runs in tests: what a test sees of a pipeline, stubs, time, retries and faults included. */
import { InvalidInput, Pipeline, RetryLater, type StepContext, step, UnknownStep } from "orchwits";
import { done, ManualClock, next, RunFailed, resultOf, takes, testRun } from "orchwits/testing";
import { expect, test, vi } from "vitest";
import { Cafe, Payment } from "./pipelines.fixture.ts";

test("a run is told as plain data", async () => {
  expect(await testRun(Cafe, { input: { choice: "t" } })).toEqual({
    status: "completed",
    result: { milk: false },
    error: undefined,
    path: ["start", "tea", "coffee", "drink"],
    steps: [
      {
        step: "start",
        hop: 0,
        attempt: 1,
        atMilliseconds: 0,
        before: { choice: "t" },
        set: { leaves: 3 },
        dropped: [],
        after: { choice: "t", leaves: 3 },
        next: "tea",
      },
      {
        step: "tea",
        hop: 1,
        attempt: 1,
        atMilliseconds: 0,
        before: { choice: "t", leaves: 3 },
        set: { beans: 5 },
        dropped: ["choice", "leaves"],
        after: { beans: 5 },
        next: "coffee",
      },
      {
        step: "coffee",
        hop: 2,
        attempt: 1,
        atMilliseconds: 0,
        before: { beans: 5 },
        set: { milk: false },
        dropped: [],
        after: { beans: 5, milk: false },
        next: "drink",
        waitMilliseconds: 120_000,
      },
      { step: "drink", hop: 3, attempt: 1, atMilliseconds: 120_000, before: { beans: 5, milk: false }, set: {}, dropped: [] },
    ],
    logs: [{ step: "coffee", level: "info", message: "grinding", fields: { beans: 5 } }],
    elapsedMilliseconds: 120_000,
  });
});

test("a run may begin in the middle", async () => {
  class Asking extends Pipeline {
    @step()
    start({ id }: { id: number }) {
      return this.next("end", { twice: id * 2 });
    }
    @step()
    async end({ twice }: { twice: number }, { input }: StepContext) {
      return this.done({ twice, input: JSON.stringify(await input()) });
    }
  }
  const run = await testRun(Asking, { startAt: "end", state: { twice: 4 } });
  expect(run.path).toEqual(["end"]);
  expect(run.result).toEqual({ twice: 4, input: '{"twice":4}' });
  const informed = await testRun(Asking, { startAt: "end", state: { twice: 4 }, input: { id: 7 } });
  expect(informed.result).toEqual({ twice: 4, input: '{"id":7}' });
});

test("stubs stand in for steps, as outcomes or as functions", async () => {
  const fixed = await testRun(Payment, { input: { amount: 5 }, stubs: { charge: next("ship", { receipt: "r1" }) } });
  expect(fixed.result).toEqual({ receipt: "r1" });

  const charge = vi.fn(({ cents }: { cents: number }, { hop, step }: StepContext) => next("ship", { receipt: `${step}/${hop}/${cents}` }));
  const computed = await testRun(Payment, { input: { amount: 5 }, stubs: { charge } });
  expect(computed.result).toEqual({ receipt: "charge/1/500" });
  expect(charge).toHaveBeenCalledOnce();

  const real = await testRun(Cafe, {
    input: {},
    stubs: {
      coffee(state, context) {
        return state.beans > 2 ? this.coffee({ beans: 20 }, context) : next("drink", { milk: true });
      },
      drink: done({ milk: true }),
    },
  });
  expect(real.steps[2]).toMatchObject({ before: { beans: 5 }, set: { milk: true } });
  expect(real.result).toEqual({ milk: true });
});

test("retries take no time, and wait as long as they may", async () => {
  const run = await testRun(Payment, { input: { amount: 5 } });
  expect(run.status).toBe("failed");
  expect(run.result).toBeUndefined();
  expect(run.path).toEqual(["start", "charge"]);
  expect(run.steps.slice(1).map(({ attempt, atMilliseconds, waitMilliseconds }) => [attempt, atMilliseconds, waitMilliseconds])).toEqual([
    [1, 0, 10_000],
    [2, 10_000, 20_000],
    [3, 30_000, 30_000],
    [4, 60_000, undefined],
  ]);
  for (const { error } of run.steps.slice(1)) expect(error).toEqual({ name: "Error", message: "no network in tests, for 500" });
  expect(run.error).toEqual({
    name: "StepFailed",
    message: "Step 'charge' of Payment failed after 4 attempts: no network in tests, for 500.",
    cause: { name: "Error", message: "no network in tests, for 500" },
  });
  expect(run.error?.cause?.stack).toContain("pipelines.fixture.ts");
  expect(run.elapsedMilliseconds).toBe(60_000);
});

test("a step that asks for it runs again later", async () => {
  const run = await testRun(Payment, {
    input: { amount: 1 },
    stubs: {
      charge(_, { attempt }) {
        if (attempt < 3) throw new RetryLater("2h", "the bank is closed");
        return next("ship", { receipt: `at attempt ${attempt}` });
      },
    },
  });
  expect(run.result).toEqual({ receipt: "at attempt 3" });
  expect(run.steps[1]).toEqual({
    step: "charge",
    hop: 1,
    attempt: 1,
    atMilliseconds: 0,
    before: { amount: 1, cents: 100 },
    set: {},
    dropped: [],
    error: { name: "RetryLater", message: "the bank is closed" },
    waitMilliseconds: 7_200_000,
  });
  expect(run.elapsedMilliseconds).toBe(14_400_000);
});

test("a stub that takes too long is timed out", async () => {
  const slow = await testRun(Payment, { input: { amount: 1 }, stubs: { charge: takes("61s", next("ship", { receipt: "late" })) } });
  expect(slow.status).toBe("failed");
  expect(slow.steps.map(({ error }) => error?.name)).toEqual([undefined, "StepTimedOut", "StepTimedOut", "StepTimedOut", "StepTimedOut"]);
  expect(slow.error?.name).toBe("StepTimedOut");
  const inTime = await testRun(Payment, { input: { amount: 1 }, stubs: { charge: takes("59s", () => next("ship", { receipt: "r" })) } });
  expect(inTime.result).toEqual({ receipt: "r" });
  expect(inTime.elapsedMilliseconds).toBe(59_000);
});

test("fake timers of the test runner don't hold a run up", async () => {
  vi.useFakeTimers({ now: 5 });
  try {
    const run = await testRun(Cafe, { input: {}, stubs: { drink: async () => done({ milk: Date.now() === 5 }) } });
    expect(run.result).toEqual({ milk: true });
  } finally {
    vi.useRealTimers();
  }
});

test("a stub may look at the clock", async () => {
  const clock = new ManualClock();
  const run = await testRun(Cafe, { input: {}, clock, stubs: { drink: () => done({ milk: clock.now() === 120_000 }) } });
  expect(run.result).toEqual({ milk: true });
});

test("the limit of hops holds", async () => {
  const run = await testRun(Cafe, { input: {}, maxHops: 2 });
  expect(run).toMatchObject({ status: "failed", path: ["start", "tea"], error: { name: "TooManyHops" } });
});

test("large values are told as they are", async () => {
  const text = "x".repeat(100_000);
  class Large extends Pipeline {
    @step()
    start({ name }: { name: string }) {
      return this.next("end", { text, name });
    }
    @step()
    end(state: { text: string; name: string }) {
      return this.done(state.text);
    }
  }
  const run = await testRun(Large, { input: { name: "a" }, crashes: [{ after: "store", hop: 0 }] });
  expect(run.result).toBe(text);
  expect(run.steps.at(-1)?.before).toEqual({ name: "a", text });
});

test("a result that there isn't is an error that tells the run", async () => {
  expect(resultOf(await testRun(Cafe, { input: { choice: "c" } }))).toEqual({ milk: true });
  const run = await testRun(Payment, { input: { amount: 5 }, crashes: [{ after: "run", step: "charge" }] });
  const failing = () => resultOf(run);
  expect(failing).toThrow(RunFailed);
  expect(failing).toThrow(
    "Step 'charge' of Payment failed after 4 attempts: no network in tests, for 500.\n" +
      "The run went start → charge (lost in a crash) → charge → charge (attempt 2) → charge (attempt 3) → charge (attempt 4).",
  );
  expect(failing).toThrow(expect.objectContaining({ cause: expect.objectContaining({ message: "no network in tests, for 500" }) }));
});

test.each([
  [
    { input: {}, stubs: { coffe: done() } },
    InvalidInput,
    "There is a stub for 'coffe', but Cafe has no step 'coffe'. Did you mean 'coffee'?",
  ],
  [{ input: {}, stubs: { tea: 5 } }, InvalidInput, "The stub for 'tea' is neither a function nor an outcome. Write tea: next("],
  [{ startAt: "drnk", state: {} }, UnknownStep, "A run can't begin from 'drnk'. Cafe has no step 'drnk'. Did you mean 'drink'?"],
  [{ input: {}, crashes: [{ after: "runs", hop: 0 }] }, InvalidInput, "There is no phase 'runs' to crash after. Did you mean 'run'?"],
  [
    { input: { choice: "c" }, crashes: [{ after: "run", hop: 7 }] },
    InvalidInput,
    "The test asks for a crash after 'run' at hop 7, which never came. The run went start → coffee → drink.",
  ],
  [
    { input: { choice: "c" }, duplicates: [{ step: "tea" }] },
    InvalidInput,
    "The test asks for a duplicate of the message at step 'tea', which never came. The run went start → coffee → drink.",
  ],
  [
    { input: {}, crashes: [{ after: "run", step: "coffe" }] },
    InvalidInput,
    "A crash is asked for at 'coffe', but Cafe has no step 'coffe'. Did you mean 'coffee'?",
  ],
  [{ input: {}, duplicates: [{}] }, InvalidInput, "A duplicate needs a 'hop' or a 'step', which says when it comes."],
  [
    { startAt: "drink", state: { milk: new Date() } },
    InvalidInput,
    "The state for step 'drink' of Cafe must be JSON, but 'milk' is a Date, which JSON can't hold.",
  ],
  [{ input: 5 }, InvalidInput, "The input of Cafe must be an object, as in { key: value }, but it is a number."],
])("%# what can't be is said", async (options, type, message) => {
  const running = testRun(Cafe, options as object);
  await expect(running).rejects.toThrow(type);
  await expect(running).rejects.toThrow(message);
});

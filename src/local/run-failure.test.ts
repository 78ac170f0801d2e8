/** What a failing run says, reports and leaves behind. */
import { OrchwitsError, Pipeline, RetryLater, type RunEvent, run, StepFailed, step } from "orchwits";
import { expect, test, vi } from "vitest";
import { ManualClock } from "./manual-clock.ts";

class Bakery extends Pipeline {
  @step()
  start({ flour }: { flour?: number }) {
    return this.next("bake", { flour: flour ?? 0, oven: { heat: 220 } });
  }

  @step()
  bake({ flour, oven }: { flour: number; oven: { heat: number } }) {
    oven.heat = 0;
    if (flour === 0) throw new RangeError("no flour");
    return this.done(flour);
  }
}

const failureOf = async (running: Promise<unknown>): Promise<StepFailed> => {
  const error = await running.then(
    () => expect.fail("it did not fail"),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StepFailed);
  return error as StepFailed;
};

test("a failure names the step, keeps the user's error and the state that the step was given, and can be run on from", async () => {
  const error = await failureOf(run(Bakery));
  expect(error).toBeInstanceOf(OrchwitsError);
  expect(error).toMatchObject({ name: "StepFailed", origin: "pipeline", step: "bake", hop: 1, attempt: 1 });
  expect(error.cause).toBeInstanceOf(RangeError);
  expect(error.message).toBe("Step 'bake' of Bakery failed: no flour. run(Bakery, error.state, { from: \"bake\" }) goes on from there.");
  expect(error.state).toEqual({ flour: 0, oven: { heat: 220 } });
  expect(JSON.stringify(error)).not.toContain("heat");
  expect(await run(Bakery, { ...error.state, flour: 3 }, { from: error.step })).toBe(3);
});

test("the events of a failure come in order, with plain data", async () => {
  const events: RunEvent[] = [];
  await failureOf(run(Bakery, {}, { onEvent: (event) => events.push(event), clock: new ManualClock() }));
  const [{ execution }] = events as [RunEvent];
  expect(events.every((event) => event.execution === execution)).toBe(true);
  expect(events.map(({ execution: _, ...event }) => event)).toEqual([
    { type: "execution-started", pipeline: "Bakery", input: {} },
    { type: "step-started", step: "start", hop: 0, attempt: 1 },
    {
      type: "step-ended",
      step: "start",
      hop: 0,
      attempt: 1,
      durationMilliseconds: 0,
      set: { flour: 0, oven: { heat: 220 } },
      dropped: [],
      next: "bake",
    },
    { type: "step-started", step: "bake", hop: 1, attempt: 1 },
    {
      type: "step-failed",
      step: "bake",
      hop: 1,
      attempt: 1,
      durationMilliseconds: 0,
      error: { name: "RangeError", message: "no flour", stack: expect.stringContaining("run-failure.test.ts") },
      state: { flour: 0, oven: { heat: 220 } },
    },
    {
      type: "execution-ended",
      status: "failed",
      error: { name: "StepFailed", message: expect.any(String), stack: expect.any(String), cause: expect.any(Object) },
      hops: 2,
      durationMilliseconds: 0,
    },
  ]);
  expect(JSON.parse(JSON.stringify(events))).toEqual(events);
});

test.each<[thrown: unknown, said: string]>([
  ["x", 'it threw "x", which is not an Error.'],
  [undefined, "it threw undefined, which is not an Error."],
  [null, "it threw null, which is not an Error."],
  [{ code: 5, id: 1n }, 'it threw {"code":5,"id":"1"}, which is not an Error.'],
  [Symbol("s"), "it threw Symbol(s), which is not an Error."],
  [new TypeError(""), "TypeError."],
  [Object.assign(new Error("loop"), { cause: undefined }), "loop."],
])("%# whatever is thrown is told", async (thrown, said) => {
  class Throws extends Pipeline {
    @step()
    start(_: { flour?: number }) {
      if (_.flour !== 1) throw thrown;
      return this.done();
    }
  }
  const events: RunEvent[] = [];
  const error = await failureOf(run(Throws, {}, { onEvent: (event) => events.push(event) }));
  expect(error.cause).toBe(thrown);
  expect(error.message).toContain(`Step 'start' of Throws failed: ${said} run(`);
  expect(JSON.parse(JSON.stringify(events))).toEqual(events);
});

test("an error whose causes go in a circle is reported", async () => {
  const circle = new Error("circle");
  circle.cause = circle;
  class Circular extends Pipeline {
    @step()
    start({ go }: { go?: boolean }) {
      if (!go) throw circle;
      return this.done();
    }
  }
  const events: RunEvent[] = [];
  await failureOf(run(Circular, {}, { onEvent: (event) => events.push(event) }));
  expect(JSON.stringify(events)).toContain("circle");
});

test("onFailure runs exactly once, on an instance of its own, with a copy of the state", async () => {
  const calls: unknown[] = [];
  class Careful extends Bakery {
    used = false;

    override onFailure(error: Error, state: Record<string, unknown>) {
      calls.push([error.name, (error.cause as Error).message, structuredClone(state), this.used]);
      state.flour = 99;
    }
  }
  const error = await failureOf(run(Careful));
  expect(calls).toEqual([["StepFailed", "no flour", { flour: 0, oven: { heat: 220 } }, false]]);
  expect(error.state.flour).toBe(0);
});

test("what onFailure throws is reported and hides nothing", async () => {
  class Worse extends Bakery {
    override async onFailure() {
      throw new Error("and the phone is dead");
    }
  }
  const events: RunEvent[] = [];
  const error = await failureOf(run(Worse, {}, { onEvent: (event) => events.push(event) }));
  expect((error.cause as Error).message).toBe("no flour");
  expect(events.slice(-2)).toMatchObject([
    { type: "failure-handler-failed", error: { message: "and the phone is dead" } },
    { type: "execution-ended", status: "failed" },
  ]);
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await failureOf(run(Worse));
  expect(write.mock.calls.join("")).toContain("error onFailure: Error: and the phone is dead");
  write.mockRestore();
});

test("a constructor that throws fails the step that it was for", async () => {
  class Unready extends Bakery {
    readonly key = readKey();
  }
  function readKey(): string {
    throw new Error("API_KEY is not set");
  }
  expect((await failureOf(run(Unready, {}, { onEvent: () => {} }))).message).toContain(
    "Step 'start' of Unready failed: API_KEY is not set.",
  );
});

test("a run inside a step fails that step", async () => {
  class Outer extends Pipeline {
    @step()
    async start() {
      return this.done(await run(Bakery, { flour: 0 }));
    }
  }
  const error = await failureOf(run(Outer));
  expect(error.message).toContain("Step 'start' of Outer failed: Step 'bake' of Bakery failed: no flour.");
  expect(error.cause).toBeInstanceOf(StepFailed);
});

test("RetryLater runs the step again after its delay, with the same state, and gives up after 5 attempts", async () => {
  const attempts: unknown[] = [];
  class Patient extends Pipeline {
    @step()
    start({ list }: { list: number[] }, { attempt, hop }: { attempt: number; hop: number }) {
      attempts.push([attempt, hop, list.length]);
      list.push(1);
      if (attempt < 9) throw new RetryLater("1d", "not yet");
      return this.done();
    }
  }
  const clock = new ManualClock();
  const failed = failureOf(run(Patient, { list: [] }, { clock }));
  for (let attempt = 1; attempt < 5; attempt++) expect(await clock.skip()).toBe(86_400_000);
  expect((await failed).message).toContain("Step 'start' of Patient failed after 5 attempts: not yet.");
  expect(attempts).toEqual([1, 2, 3, 4, 5].map((attempt) => [attempt, 0, 0]));
});

test("a policy runs the step again after any error, and reports when", async () => {
  let left = 2;
  class Flaky extends Pipeline {
    @step({ retry: { attempts: 3, backoff: "fixed", first: "2s" } })
    async start() {
      if (left-- > 0) throw "busy";
      return this.done("through");
    }
  }
  const clock = new ManualClock();
  const events: RunEvent[] = [];
  const result = run(Flaky, {}, { clock, onEvent: (event) => events.push(event) });
  expect([await clock.skip(), await clock.skip()]).toEqual([2_000, 2_000]);
  expect(await result).toBe("through");
  expect(events.flatMap((event) => (event.type === "step-failed" ? [event.retryInMilliseconds] : []))).toEqual([2_000, 2_000]);
  expect(events.at(-1)).toMatchObject({ status: "completed", result: "through", hops: 1, durationMilliseconds: 4_000 });
});

test("what a listener throws ends the run as it is, and is no failure of the step", async () => {
  const broken = new Error("the listener is broken");
  const onFailure = vi.fn();
  class Watched extends Bakery {
    override onFailure() {
      onFailure();
    }
  }
  const onEvent = (event: RunEvent) => {
    if (event.type === "step-ended") throw broken;
  };
  await expect(run(Watched, { flour: 1 }, { onEvent })).rejects.toBe(broken);
  expect(onFailure).not.toHaveBeenCalled();
});

/** Delays, deadlines and cancellation. */
import { getEventListeners } from "node:events";
import { Cancelled, Pipeline, type RunEvent, run, type StepContext, StepTimedOut, step } from "orchwits";
import { expect, test, vi } from "vitest";
import { ManualClock } from "./manual-clock.ts";

const never = () => new Promise<never>(() => {});

class Delayed extends Pipeline {
  @step()
  start() {
    return this.next("end", {}, { after: "2h" });
  }

  @step()
  end() {
    return this.done("late");
  }
}

test("a move waits as long as it says", async () => {
  const clock = new ManualClock();
  const events: RunEvent[] = [];
  const result = run(Delayed, {}, { clock, onEvent: (event) => events.push(event) });
  expect(await clock.skip()).toBe(7_200_000);
  expect(await result).toBe("late");
  expect(events).toContainEqual(expect.objectContaining({ type: "step-ended", next: "end", afterMilliseconds: 7_200_000 }));
});

test("a delay that is cancelled leaves no timer behind", async () => {
  const clock = new ManualClock();
  const controller = new AbortController();
  const running = run(Delayed, {}, { clock, signal: controller.signal });
  await vi.waitUntil(() => clock.pending === 1);
  controller.abort(new Error("closing time"));
  const error = await running.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Cancelled);
  expect(error).toMatchObject({ step: "end", hop: 1, state: {}, origin: "caller", cause: { message: "closing time" } });
  expect((error as Error).message).toBe(
    "The execution of Delayed was cancelled before step 'end'. run(Delayed, error.state, { from: \"end\" }) goes on from there.",
  );
  expect(clock.pending).toBe(0);
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
});

test("a signal that is aborted at first lets nothing begin", async () => {
  const events: RunEvent[] = [];
  await expect(run(Delayed, {}, { signal: AbortSignal.abort(), onEvent: (event) => events.push(event) })).rejects.toThrow(Cancelled);
  expect(events).toMatchObject([{ type: "execution-started" }, { type: "execution-ended", status: "cancelled", hops: 0 }]);
});

test("cancelling leaves a step behind that doesn't listen, and doesn't call onFailure", async () => {
  const onFailure = vi.fn();
  const controller = new AbortController();
  class Deaf extends Pipeline {
    @step()
    async start() {
      controller.abort();
      return (await never()) as ReturnType<typeof this.done<string>>;
    }
    override onFailure() {
      onFailure();
    }
  }
  const events: RunEvent[] = [];
  await expect(run(Deaf, {}, { signal: controller.signal, onEvent: (event) => events.push(event) })).rejects.toThrow(
    "The execution of Deaf was cancelled in step 'start'.",
  );
  expect(onFailure).not.toHaveBeenCalled();
  expect(events.map(({ type }) => type)).toEqual(["execution-started", "step-started", "step-failed", "execution-ended"]);
});

test("a listener can cancel, and then the step that it was told of doesn't begin", async () => {
  const controller = new AbortController();
  const began = vi.fn();
  class Watched extends Pipeline {
    @step()
    start() {
      began();
      return this.done();
    }
  }
  const onEvent = (event: RunEvent) => event.type === "step-started" && controller.abort();
  await expect(run(Watched, {}, { signal: controller.signal, onEvent })).rejects.toThrow("cancelled in step 'start'");
  expect(began).not.toHaveBeenCalled();
});

test("cancelling lets a step that listens clean up", async () => {
  const controller = new AbortController();
  let cleaned = false;
  class Tidy extends Pipeline {
    @step()
    async start(_: Record<never, never>, { signal }: StepContext) {
      queueMicrotask(() => controller.abort("enough"));
      try {
        await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      } finally {
        await new Promise(setImmediate);
        cleaned = true;
      }
      return this.done();
    }
  }
  await expect(run(Tidy, {}, { signal: controller.signal })).rejects.toMatchObject({ name: "Cancelled", cause: "enough" });
  expect(cleaned).toBe(true);
});

test("steps that never await can be cancelled all the same", async () => {
  class Spinning extends Pipeline {
    @step()
    start({ on }: { on: boolean }) {
      return on ? this.next("start") : this.done();
    }
  }
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 5);
  await expect(run(Spinning, { on: true }, { signal: controller.signal, maxHops: Number.POSITIVE_INFINITY })).rejects.toThrow(Cancelled);
});

test("a step that takes too long fails: its signal is aborted, and it may run again", async () => {
  const reasons: unknown[] = [];
  class Slow extends Pipeline {
    @step({ timeout: "2m", retry: { attempts: 2, backoff: "fixed", first: "3s" } })
    async start(_: Record<never, never>, { signal }: StepContext) {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      reasons.push(signal.reason.name);
      return this.done("too late");
    }
  }
  const clock = new ManualClock();
  const failed = run(Slow, {}, { clock }).catch((thrown: unknown) => thrown);
  const waits = [];
  while (waits.length < 3) {
    const wait = await clock.skip();
    if (wait >= 3_000) waits.push(wait);
  }
  expect(waits).toEqual([120_000, 3_000, 120_000]);
  const error = await failed;
  expect(error).toBeInstanceOf(StepTimedOut);
  expect((error as Error).message).toBe(
    "Step 'start' of Slow took longer than its timeout of 2m. Give it more time with @step({ timeout }), up to \"15m\", or hand the " +
      "context's 'signal' to what takes so long.",
  );
  expect(error).not.toHaveProperty("cause");
  expect(reasons).toEqual(["TimeoutError", "TimeoutError"]);
});

test("what a step throws when its time is over is kept", async () => {
  class Loud extends Pipeline {
    @step({ timeout: "1s" })
    async start(_: Record<never, never>, { signal }: StepContext) {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      if (signal.aborted) throw new Error("half done");
      return this.done();
    }
  }
  const clock = new ManualClock();
  const failed = run(Loud, {}, { clock }).catch((thrown: unknown) => thrown);
  await clock.skip();
  expect(await failed).toMatchObject({ name: "StepTimedOut", cause: { message: "half done" } });
});

test("a step that blocks the process past its timeout fails as it would on Lambda", async () => {
  const clock = new ManualClock();
  class Blocking extends Pipeline {
    @step({ timeout: "1s" })
    start() {
      vi.spyOn(clock, "now").mockReturnValue(1_500);
      return this.done();
    }
  }
  await expect(run(Blocking, {}, { clock })).rejects.toThrow(StepTimedOut);
  expect(clock.pending).toBe(0);
});

test("a step in time leaves no timer behind", async () => {
  const clock = new ManualClock();
  class Quick extends Pipeline {
    @step({ timeout: "1s" })
    async start() {
      await new Promise(setImmediate);
      return this.done("quick");
    }
  }
  expect(await run(Quick, {}, { clock })).toBe("quick");
  expect(clock.pending).toBe(0);
});

test("a step knows the run that it is part of, also from a spread context", async () => {
  class Curious extends Pipeline {
    @step()
    start() {
      return this.next("end", { from: "start" });
    }

    @step()
    async end(_: { from: string }, context: StepContext) {
      const { execution, step, hop, attempt, signal, log, input } = { ...context };
      log.warn("looking", { at: 1n, error: new Error("no") });
      return this.done({ execution, step, hop, attempt, aborted: signal.aborted, input: (await input()) as object });
    }
  }
  const events: RunEvent[] = [];
  const { execution, ...rest } = await run(Curious, {}, { onEvent: (event) => events.push(event) });
  expect(rest).toEqual({ step: "end", hop: 1, attempt: 1, aborted: false, input: {} });
  expect(events).toContainEqual({
    type: "log",
    execution,
    step: "end",
    hop: 1,
    attempt: 1,
    level: "warn",
    message: "looking",
    fields: { at: "1", error: { name: "Error", message: "no", stack: expect.any(String) } },
  });
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await run(Curious);
  expect(write.mock.calls.join("")).toMatch(/^warn end: looking \{"at":"1",/);
  write.mockRestore();
});

/** A step's function does what messages ask for, tells Lambda by returning or throwing, and leaves a line that says what became of it. */
import { Pipeline, RetryLater, type StepContext, step } from "orchwits";
import { beforeEach, describe, expect, test } from "vitest";
import type { Message } from "../model/message.ts";
import { Stack } from "./stack.fixture.ts";

let runs: string[] = [];
beforeEach(() => {
  runs = [];
});

class Cafe extends Pipeline {
  @step()
  start({ beans = 12 }: { beans?: number }) {
    runs.push("start");
    return this.next("coffee", { beans }, { after: "2s" });
  }

  @step()
  coffee({ beans }: { beans: number }, { attempt, log }: StepContext) {
    runs.push(`coffee ${beans}`);
    if (attempt === 1) throw new RetryLater("30s");
    log.info("brewed", { beans, step: "mine" });
    return this.done({ beans });
  }
}

const flow = { live: { coffee: ["beans"] } };
const message = (changes: Partial<Message>) => ({
  $orchwits: { execution: "e", branch: "", hop: 0, step: "start", attempt: 1, state: {}, countedFrom: 0, graph: "g1", ...changes },
});

test("an execution goes from function to function, and each tells what became of it", async () => {
  const stack = new Stack(Cafe, flow);
  expect(await stack.invoke("start", { beans: 3 }, { requestId: "r-1" })).toEqual({ execution: "r-1", pipeline: "Cafe", began: true });
  expect(await stack.next()).toEqual({ execution: "r-1", became: "moved", next: "coffee", afterMilliseconds: 2_000 });
  expect(await stack.next()).toEqual({ execution: "r-1", became: "retrying", nextAttempt: 2, afterMilliseconds: 30_000 });
  expect(await stack.next()).toEqual({ execution: "r-1", became: "ended", status: "completed" });
  expect(await stack.trail("r-1")).toBe("start next, coffee done");
  expect(await stack.journal.readExecution("r-1")).toMatchObject({ pipeline: "Cafe", source: "cafe", graph: "g1", result: { beans: 3 } });
  expect(stack.log.map(({ level, message, step, hop, attempt }) => [level, message, step, hop, attempt])).toEqual([
    ["info", "began", undefined, undefined, undefined],
    ["info", "moved to 'coffee' in 2 s", "start", 0, 1],
    ["warn", expect.stringMatching(/^the step failed: .*30s/), "coffee", 1, 1],
    ["warn", "retrying in 30 s", "coffee", 1, 1],
    ["info", "brewed", "coffee", 1, 2],
    ["info", "completed", "coffee", 1, 2],
  ]);
});

test("lines hold where it happened, but no state, no input and no result", async () => {
  const stack = new Stack(Cafe, flow);
  await stack.invoke("start", { beans: 4711 });
  await stack.drain();
  const own = stack.lines.filter((line) => !line.includes('"brewed"'));
  expect(own.join()).not.toContain("4711");
  expect(Object.keys(stack.log[0] as object)).toEqual(["timestamp", "level", "message", "stack", "pipeline", "requestId", "execution"]);
  expect(stack.log[4]).toEqual({
    timestamp: "1970-01-01T00:00:32.000Z",
    level: "info",
    message: "brewed",
    stack: "cafe",
    pipeline: "Cafe",
    requestId: "request-4",
    execution: "request-1",
    step: "coffee",
    hop: 1,
    attempt: 2,
    fields: { beans: 4711, step: "mine" },
  });
  expect(Object.keys(stack.log[5] as object)).toEqual(
    "timestamp level message stack pipeline requestId execution step hop attempt became status milliseconds stepMilliseconds".split(" "),
  );
  for (const line of stack.lines) expect(line).not.toContain("\n");
});

test("a message for another step is refused: its body is not in this bundle", async () => {
  const stack = new Stack(Cafe);
  await expect(stack.invoke("coffee", message({ step: "start" }))).rejects.toThrow(
    "This function runs step 'coffee' of Cafe, but a message for 'start' was delivered to it.",
  );
  expect(runs).toEqual([]);
});

test("what is no message is refused, and said once", async () => {
  const stack = new Stack(Cafe);
  await expect(stack.invoke("start", { $orchwits: { execution: 7 } })).rejects.toMatchObject({ name: "InvalidMessage" });
  expect(stack.log).toMatchObject([
    { level: "error", message: expect.stringMatching(/^not handled: .*its 'execution' is not a text/), error: { name: "InvalidMessage" } },
  ]);
});

test("an event from outside is for the entry only", async () => {
  const stack = new Stack(Cafe);
  await expect(stack.invoke("coffee", { beans: 3 })).rejects.toThrow(
    "This function runs step 'coffee' of Cafe and takes only what other steps send it. To start an execution, invoke the function of 'start'.",
  );
});

test("a message of another version goes on, and the log says what it lacks", async () => {
  const stack = new Stack(Cafe, { reads: ["beans"] });
  await stack.invoke("start", { beans: 1 });
  const { message } = stack.take();
  await stack.invoke("start", { $orchwits: { ...message, graph: "older", state: {} } });
  expect(stack.log[1]).toMatchObject({
    level: "warn",
    message: "The message was sent by another version of Cafe and lacks 'beans', which this version's step may read.",
    sentBy: "older",
  });
  expect(stack.take().message).toMatchObject({ step: "coffee", graph: "g1" });
});

describe("time", () => {
  class Slow extends Pipeline {
    @step({ timeout: "10m" })
    async start(_: object, { signal }: StepContext) {
      runs.push("start");
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      return this.done("too late");
    }
  }

  test("a step that would outlive its function is ended in time to record that", async () => {
    const stack = new Stack(Slow);
    await stack.invoke("start", {});
    const running = stack.next({ timeoutMilliseconds: 60_000 });
    await new Promise(setImmediate);
    stack.clock.advance(57_999);
    expect(await stack.trail("request-1")).toBe("start claimed");
    stack.clock.advance(1);
    expect(await running).toMatchObject({ became: "ended", status: "failed", errorName: "StepTimedOut" });
    expect(await stack.trail("request-1")).toBe("start failed");
    expect(await stack.journal.readExecution("request-1")).toMatchObject({
      status: "failed",
      error: { name: "StepTimedOut", message: expect.stringContaining("took longer than its function may run") },
    });
  });

  test("a claim lasts as long as its function may, and a second", async () => {
    const stack = new Stack(Slow);
    await stack.invoke("start", {});
    const { message } = stack.take();
    const running = stack.invoke("start", { $orchwits: message }, { requestId: "r", timeoutMilliseconds: 60_000 });
    await new Promise(setImmediate);
    expect(await stack.journal.readHop(message)).toMatchObject({ leaseUntil: 61_000, owner: "r" });
    stack.clock.advance(58_000);
    await running;
  });

  test("a delivery of a hop that someone runs fails, so that it comes back", async () => {
    const stack = new Stack(Slow);
    await stack.invoke("start", {});
    const { message } = stack.take();
    const running = stack.invoke("start", { $orchwits: message }, { timeoutMilliseconds: 60_000 });
    await new Promise(setImmediate);
    await expect(stack.invoke("start", { $orchwits: message })).rejects.toMatchObject({
      name: "HopHeld",
      message: expect.stringContaining("at the latest until 1970-01-01T00:01:01.000Z"),
    });
    expect(stack.log.at(-1)).toMatchObject({ level: "warn", became: "held", untilMilliseconds: 61_000 });
    expect(runs).toEqual(["start"]);
    stack.clock.advance(58_000);
    await running;
    // Once it has ended, the same delivery finds nothing to do.
    expect(await stack.invoke("start", { $orchwits: message })).toMatchObject({ became: "ended", status: "failed" });
  });

  test("very short functions keep a part of their time", async () => {
    const stack = new Stack(Slow);
    await stack.invoke("start", {});
    const running = stack.next({ timeoutMilliseconds: 1_000 });
    await new Promise(setImmediate);
    stack.clock.advance(750);
    expect(await running).toMatchObject({ errorName: "StepTimedOut" });
  });
});

test("a failed execution is counted in the line that tells of it", async () => {
  class Failing extends Pipeline {
    @step()
    start(): never {
      throw new TypeError("no beans", { cause: new Error("no lorry") });
    }
  }
  const stack = new Stack(Failing);
  await stack.invoke("start", {});
  await stack.next();
  const [, failure, last] = stack.log;
  expect(failure).toMatchObject({
    level: "error",
    message: "the step failed: no beans",
    error: { name: "TypeError", message: "no beans", stack: expect.any(String), cause: { message: "no lorry" } },
  });
  expect(last).toMatchObject({
    level: "error",
    message: "failed: Step 'start' of Failing failed: no beans. orchwits resume request-1 --stack cafe goes on from there.",
    Stack: "cafe",
    ExecutionsFailed: 1,
    _aws: {
      Timestamp: 0,
      CloudWatchMetrics: [{ Namespace: "Orchwits", Dimensions: [["Stack"]], Metrics: [{ Name: "ExecutionsFailed", Unit: "Count" }] }],
    },
  });
});

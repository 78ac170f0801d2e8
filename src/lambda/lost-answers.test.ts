/** A request that was done although its answer was lost is sent again and then refused: nobody may be fooled by that. */
import { Pipeline, RetryLater, step } from "orchwits";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cancelExecution } from "../engine/cancel-execution.ts";
import { handleMessage } from "../engine/handle-message.ts";
import type { Handled } from "../engine/handled.ts";
import { readSteps } from "../engine/pipeline-steps.ts";
import { claiming, exampleRow } from "../engine/port-contracts/journal-examples.fixture.ts";
import { resumeExecution } from "../engine/resume-execution.ts";
import { startExecution } from "../engine/start-execution.ts";
import type { Ports, Worker } from "../engine/worker-options.ts";
import type { Fault } from "../local-aws/faults.ts";
import type { Invocation } from "../model/invocation.ts";
import { type LocalStack, startLocalStack } from "./local-stack.fixture.ts";

let stack: LocalStack;
let worker: Worker & Ports;
let runs: string[];
beforeEach(async () => {
  runs = [];
  stack = await startLocalStack();
  worker = { ...stack.open(), pipeline: readSteps(Line), owner: "test", leaseMilliseconds: 10_000 };
});
afterEach(() => stack.aws.close());

class Line extends Pipeline {
  @step({ retry: { attempts: 2, first: "1s" } })
  start({ fails, text }: { fails: number; text: string }) {
    runs.push("start");
    if (fails > 0 && runs.length <= fails) throw new RetryLater("1s");
    return this.next("end", { text: `${text}!` });
  }

  @step()
  end({ text }: { text: string }) {
    runs.push("end");
    return this.done({ length: text.length });
  }
}

const lost = (operation: string, change: Partial<Fault> = {}) =>
  stack.aws.faults.add({ kind: "reset-after", service: "dynamodb", operation, times: 1, ...change });
const struck = () => stack.aws.faults.struck("reset-after") + stack.aws.faults.struck("error-after");
const start = (input: object = {}) =>
  startExecution(worker, { pipeline: "Line", source: "cafe", graph: null, execution: "e1", input: { fails: 0, text: "a", ...input } });

/** Handles all that was sent, waiting as long as it takes. */
async function drain(): Promise<Handled | undefined> {
  let handled: Handled | undefined;
  for (let idle = 0; idle < 3; idle++) {
    for (const { receiptHandle, body } of await stack.aws.queues.receive(stack.resources.delays as string, 10)) {
      stack.invocations.push({ step: "relay", payload: body });
      await stack.aws.queues.remove(stack.resources.delays as string, receiptHandle);
    }
    for (let next = stack.invocations.shift(); next; next = stack.invocations.shift()) {
      idle = 0;
      handled = await handleMessage(worker, (JSON.parse(next.payload) as Invocation).$orchwits);
    }
    stack.clock.advance(1_000);
  }
  return handled;
}

test("begin: whoever began is told so, and nobody else", async () => {
  lost("PutItem");
  const { journal } = worker;
  expect(await journal.begin(exampleRow)).toEqual({ began: true, row: exampleRow });
  expect(struck()).toBe(1);
  expect(await journal.begin(exampleRow)).toEqual({ began: false, row: exampleRow });
});

test("append: whoever appended is told so, and nobody else", async () => {
  lost("PutItem");
  const { journal } = worker;
  const row = {
    execution: "e1",
    branch: "",
    hop: 0,
    step: "$resume",
    attempt: 1,
    status: "ended",
    startedAt: 1,
    endedAt: 1,
    failures: [],
  } as const;
  expect(await journal.append(row)).toBe(true);
  expect(struck()).toBe(1);
  expect(await journal.append(row)).toBe(false);
});

test("claim and complete: the step runs once, and its outcome is followed", async () => {
  await start();
  for (let request = 0; request < 2; request++) lost("UpdateItem");
  expect(await drain()).toEqual({ kind: "ended", status: "completed", result: { length: 2 } });
  expect(struck()).toBe(2);
  expect(runs).toEqual(["start", "end"]);
});

test("setStatus: the execution has ended", async () => {
  await start();
  const undo = stack.aws.faults.add({ kind: "reset-after", service: "dynamodb", operation: "UpdateItem", probability: 1 / 3 });
  await drain();
  undo();
  const before = await worker.journal.readExecution("e1");
  expect(before).toMatchObject({ status: "completed", result: { length: 2 } });
  lost("UpdateItem");
  await worker.journal.setStatus("e1", ["completed"], "failed", { now: 5, hop: 9, error: { name: "E", message: "m" } });
  expect(await worker.journal.readExecution("e1")).toMatchObject({ status: "failed", statusHop: 9 });
});

test("postpone: the step runs again, once", async () => {
  await start({ fails: 1 });
  // The first is the claim.
  const undo = stack.aws.faults.add({ kind: "error-after", service: "dynamodb", operation: "UpdateItem", times: 2 });
  expect(await drain()).toMatchObject({ kind: "ended", status: "completed" });
  undo();
  expect(runs).toEqual(["start", "start", "end"]);
});

test("cancelling and resuming", async () => {
  await start();
  lost("UpdateItem");
  await cancelExecution(worker, "e1");
  expect(await worker.journal.readExecution("e1")).toMatchObject({ status: "cancelled" });
  stack.invocations.length = 0;
  lost("PutItem");
  lost("UpdateItem");
  expect(await resumeExecution(worker, "e1", { set: { text: "abc" } }).catch((error: Error) => error.message)).toMatchObject({
    kind: "resumed",
  });
  expect(await drain()).toEqual({ kind: "ended", status: "completed", result: { length: 4 } });
});

test("renew and remove", async () => {
  const { journal } = worker;
  await journal.begin(exampleRow);
  await journal.claim(claiming());
  lost("UpdateItem");
  expect(await journal.renew({ execution: "e1", branch: "", hop: 0 }, "t1", 9_000)).toBe(true);
  await journal.setStatus("e1", ["running"], "failed", { now: 3_000, hop: 0 });
  lost("DeleteItem");
  lost("BatchWriteItem");
  expect(await journal.remove("e1")).toBe(true);
  expect(await journal.readHop({ execution: "e1", branch: "", hop: 0 })).toBeUndefined();
});

test("whatever fails, of every service, each execution completes once and no outcome differs", async () => {
  const kinds = ["throttle", "error", "error-after", "reset", "reset-after"] as const;
  stack.aws.faults.seed(7);
  for (const kind of kinds) stack.aws.faults.add({ kind, probability: 0.04 });
  const text = "x".repeat(40_000);
  for (let index = 0; index < 30; index++) {
    const request = { pipeline: "Line", source: "cafe", graph: null, execution: `many${index}`, input: { fails: 0, text } };
    await startExecution(worker, request);
  }
  await drain();
  stack.aws.faults.clear();
  for (let index = 0; index < 30; index++) {
    const row = await worker.journal.readExecution(`many${index}`);
    expect(row).toMatchObject({ status: "completed", result: { length: 40_001 } });
  }
  // Twice only where an invocation was sent twice, and then its claim is refused.
  expect(runs.filter((name) => name === "end")).toHaveLength(30);
});

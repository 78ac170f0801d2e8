/** Holds the ports of AWS to the contracts of all homes, on the local AWS: real requests, signatures and formats. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { blobsContract } from "../engine/port-contracts/blobs-contract.fixture.ts";
import { dispatcherContract, exampleMessage, type OpenDispatcher } from "../engine/port-contracts/dispatcher-contract.fixture.ts";
import { journalContract } from "../engine/port-contracts/journal-contract.fixture.ts";
import type { Invocation } from "../model/invocation.ts";
import { readDeadLetter } from "./dead-letter.ts";
import { type LocalStack, startLocalStack } from "./local-stack.fixture.ts";
import type { QueueRecord } from "./queue-batch.ts";

let stack: LocalStack;
beforeEach(async () => {
  stack = await startLocalStack();
});
afterEach(() => stack.aws.close());

const close = async () => {};

describe("journal in DynamoDB, which gives the item that a condition failed on", () => {
  journalContract(test, async () => ({ journal: stack.open().journal, other: stack.open().journal, close }));
});

describe("blobs in S3", () => {
  blobsContract(test, async () => {
    // S3 tells whole seconds.
    const pass = async (milliseconds: number) => stack.clock.advance(Math.max(1_000, milliseconds));
    return { blobs: stack.open().blobs, other: stack.open().blobs, pass, close };
  });
});

describe("delivery through Lambda, SQS and Scheduler", () => {
  dispatcherContract(test, async () => {
    const { aws, clock, invocations, resources } = stack;
    const relay = async () => {
      for (const { receiptHandle, body } of await aws.queues.receive(resources.delays as string, 10)) {
        invocations.push({ step: (JSON.parse(body) as Invocation).$orchwits.step, payload: body });
        await aws.queues.remove(resources.delays as string, receiptHandle);
      }
      // What a schedule invokes comes in a later turn.
      await new Promise(setImmediate);
    };
    const deliver: OpenDispatcher["deliver"] = async (handle) => {
      await relay();
      for (let next = invocations.shift(); next; next = invocations.shift()) {
        const { step, payload } = next;
        const { $orchwits: message } = JSON.parse(payload) as Invocation;
        expect(step).toBe(message.step);
        await handle(message).catch(() => clock.schedule(60_000, () => invocations.push({ step, payload })));
        await relay();
      }
    };
    return { dispatcher: stack.open().dispatcher, deliver, pass: async (milliseconds) => clock.advance(milliseconds), close };
  });

  test("a delay is never cut short: it is rounded up to whole seconds, or minutes where it takes a schedule", async () => {
    const { dispatcher } = stack.open();
    await dispatcher.dispatch(exampleMessage(), 1);
    await dispatcher.dispatch(exampleMessage({ hop: 1 }), 900_001);
    stack.clock.advance(999);
    expect(await stack.aws.queues.receive(stack.resources.delays as string, 10)).toHaveLength(0);
    stack.clock.advance(1);
    expect(await stack.aws.queues.receive(stack.resources.delays as string, 10)).toHaveLength(1);
    // A schedule runs at any time within its minute.
    stack.clock.advance(959_000 - 1);
    await new Promise(setImmediate);
    expect(stack.invocations).toHaveLength(0);
    stack.clock.advance(1);
    await new Promise(setImmediate);
    expect(stack.invocations).toHaveLength(1);
  });

  test("what is scheduled twice comes once", async () => {
    const { dispatcher } = stack.open();
    await dispatcher.dispatch(exampleMessage(), 3_600_000);
    await stack.open().dispatcher.dispatch(exampleMessage(), 3_599_000);
    await dispatcher.dispatch(exampleMessage({ attempt: 2 }), 3_600_000);
    stack.clock.advance(7_200_000);
    await new Promise(setImmediate);
    expect(stack.invocations).toHaveLength(2);
  });

  test("the function of `onFailure` is invoked for its reserved step", async () => {
    await stack.open().dispatcher.dispatch(exampleMessage({ step: "$failure" }), 0);
    expect(stack.invocations.map(({ step }) => step)).toEqual(["onFailure"]);
  });

  test("without a queue a short delay takes a schedule; without schedules a long one is refused, and why", async () => {
    const { delays, schedules, schedulerRole, ...rest } = stack.resources;
    await stack
      .open({ resources: { ...rest, schedules: schedules as string, schedulerRole: schedulerRole as string } })
      .dispatcher.dispatch(exampleMessage(), 5_000);
    // Its time must not have passed when the request for it arrives.
    stack.clock.advance(60_000);
    await new Promise(setImmediate);
    expect(stack.invocations).toHaveLength(1);
    const queueOnly = stack.open({ resources: { ...rest, delays: delays as string } }).dispatcher;
    await expect(queueOnly.dispatch(exampleMessage(), 900_001)).rejects.toThrow(
      "Step 'start' is to run in 901 s, but nothing here can deliver so late: by its source, nothing asks for such a delay.",
    );
    const neither = stack.open({ resources: rest }).dispatcher;
    await expect(neither.dispatch(exampleMessage(), 1)).rejects.toThrow(
      "Step 'start' is to run in 1 s, but nothing here can deliver so late",
    );
  });

  test("the largest message that the engine sends is taken by all three", async () => {
    const text = "x".repeat(240_000 - JSON.stringify(exampleMessage({ state: { text: "" } })).length);
    const message = exampleMessage({ state: { text } });
    expect(JSON.stringify(message)).toHaveLength(240_000);
    const { dispatcher } = stack.open();
    for (const delay of [0, 1_000, 1_000_000]) await dispatcher.dispatch(message, delay);
    stack.clock.advance(1_020_000);
    await new Promise(setImmediate);
    expect(stack.invocations.map(({ payload }) => payload.length)).toEqual([240_014, 240_014]);
    const [queued] = await stack.aws.queues.receive(stack.resources.delays as string, 1);
    expect(queued?.body).toHaveLength(240_014);
  });

  test("what services refuse or replace in a text arrives as it was sent", async () => {
    const words = ["schedule-arn", "scheduled-time", "execution-id", "attempt-number"].map((word) => `"<aws.scheduler.${word}>\\`);
    const state = { words, text: "\u0000\u0008\ud800\ufffe\uffff\u2028💡", "\uffff": "<" };
    const { dispatcher } = stack.open();
    for (const [hop, delay] of [0, 1_000, 1_000_000].entries()) await dispatcher.dispatch(exampleMessage({ hop, state }), delay);
    stack.clock.advance(1_020_000);
    await new Promise(setImmediate);
    const [queued] = await stack.aws.queues.receive(stack.resources.delays as string, 1);
    const bodies = [...stack.invocations.map(({ payload }) => payload), queued?.body as string];
    expect(bodies.map((body) => (JSON.parse(body) as Invocation).$orchwits.state)).toEqual([state, state, state]);
  });

  test("what a schedule could not deliver can be read from its dead letter", async () => {
    const { aws, clock, resources } = stack;
    const { arn: schedulerRole } = aws.principals.addRole("scheduler", [
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: resources.deadLetters as string },
    ]);
    const message = exampleMessage({ state: { text: "<aws.scheduler.scheduled-time>" } });
    await stack.open({ resources: { ...resources, schedulerRole } }).dispatcher.dispatch(message, 3_600_000);
    clock.advance(3_600_000);
    await new Promise(setImmediate);
    const [letter] = await aws.queues.receive(resources.deadLetters as string, 1);
    expect(readDeadLetter(letter as QueueRecord)).toMatchObject({
      kind: "message",
      message,
      why: { what: expect.stringContaining('could not be invoked: "AccessDeniedException: The execution role') },
    });
  });
});

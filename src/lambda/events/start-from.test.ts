/** What comes from outside becomes the input of an execution, once however often it comes, whatever service it comes through. */
import { Pipeline, step } from "orchwits";
import { describe, expect, test } from "vitest";
import { queueEvent, Stack } from "../stack.fixture.ts";

class Intake extends Pipeline {
  @step()
  start(state: Record<string, unknown>) {
    return this.done(state);
  }
}

const open = (flow = {}, home = {}) => new Stack(Intake, flow, home);

/** Inputs of what has begun, by execution. */
async function begun({ journal }: Stack): Promise<Record<string, unknown>> {
  return Object.fromEntries((await journal.list({})).map(({ execution, input }) => [execution, input]));
}

describe("a plain event", () => {
  test("is the input; the request's id is the execution's, so that Lambda's retry begins nothing new", async () => {
    const stack = open();
    expect(await stack.invoke("start", { beans: 3 }, { requestId: "r" })).toEqual({ execution: "r", pipeline: "Intake", began: true });
    expect(await stack.invoke("start", { beans: 3 }, { requestId: "r" })).toEqual({ execution: "r", pipeline: "Intake", began: false });
    expect(await begun(stack)).toEqual({ r: { beans: 3 } });
  });

  test("may bring an id of its own", async () => {
    const stack = open();
    await stack.invoke("start", { $id: "order-7", beans: 3 });
    expect(await stack.invoke("start", { $id: "order-7", beans: 3 })).toMatchObject({ execution: "order-7", began: false });
    expect(await begun(stack)).toEqual({ "order-7": { beans: 3 } });
    await expect(stack.invoke("start", { $id: "order-7", beans: 4 })).rejects.toThrow("an execution 'order-7' already, with another input");
  });

  test("that comes again after the first message was lost sends it again", async () => {
    const stack = open();
    await stack.invoke("start", { $id: "e" });
    stack.take();
    await stack.invoke("start", { $id: "e" });
    expect(stack.sent).toHaveLength(1);
    await stack.drain();
    await stack.invoke("start", { $id: "e" });
    expect(stack.sent).toEqual([]);
  });

  test.each([null, {}])("may be empty: %j", async (event) => {
    const stack = open();
    await stack.invoke("start", event, { requestId: "r" });
    expect(await begun(stack)).toEqual({ r: {} });
  });

  test.each([
    [[1], "The input of Intake must be an object, as in { key: value }, but it is an array."],
    ["beans", "must be an object, as in { key: value }, but it is a string."],
    [{ $step: "end" }, "The input of Intake can't have the key '$step'"],
    [{ $id: 7 }, "The input of Intake has an '$id' that is no text."],
    [{ $id: "no spaces" }, "'no spaces' can't be the id of an execution."],
  ])("is refused where it can't be an input: %j", async (event, message) => {
    const stack = open();
    await expect(stack.invoke("start", event)).rejects.toMatchObject({ name: "InvalidInput", message: expect.stringContaining(message) });
    expect(await begun(stack)).toEqual({});
    expect(stack.log).toMatchObject([{ level: "error", message: expect.stringMatching(/^not handled: /) }]);
  });

  test("is refused where it lacks a key that the first step needs", async () => {
    const stack = open({ required: ["beans", "milk"], reads: ["beans", "milk"] });
    await expect(stack.invoke("start", { baens: 1 })).rejects.toThrow(
      "Step 'start' of Intake needs 'beans', 'milk', but the input does not have them. It has 'baens': is that 'beans'?",
    );
    expect(await begun(stack)).toEqual({});
    await stack.invoke("start", { beans: 1, milk: null });
  });
});

describe("messages of SQS", () => {
  test("begin one execution each; the message's id is the execution's", async () => {
    const stack = open();
    const event = queueEvent({ body: '{"a":1}' }, { body: '{"$id":"mine","a":2}' });
    expect(await stack.invoke("start", event)).toEqual({ batchItemFailures: [] });
    await stack.invoke("start", event);
    expect(await begun(stack)).toEqual({ "message-1": { a: 1 }, mine: { a: 2 } });
  });

  test("that can't be inputs, and only those, are delivered again", async () => {
    const stack = open();
    const event = queueEvent({ body: "beans" }, { body: '{"a":1}' }, { body: '{"$orchwits":{"step":"end"}}' });
    expect(await stack.invoke("start", event)).toEqual({
      batchItemFailures: [{ itemIdentifier: "message-1" }, { itemIdentifier: "message-3" }],
    });
    expect(await begun(stack)).toEqual({ "message-2": { a: 1 } });
    expect(stack.log.map(({ message }) => message).sort()).toEqual([
      "began",
      expect.stringContaining("The body of message message-1 is not JSON"),
      expect.stringContaining("can't have the key '$orchwits'"),
    ]);
  });

  test("of a queue with an order keep it: what follows a failure in its group waits", async () => {
    const stack = open();
    const inGroup = (MessageGroupId: string, body: string) => ({
      body,
      attributes: { MessageGroupId },
      eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:queue.fifo",
    });
    const event = queueEvent(inGroup("a", "{}"), inGroup("a", "?"), inGroup("b", "{}"), inGroup("a", "{}"));
    expect(await stack.invoke("start", event)).toEqual({
      batchItemFailures: [{ itemIdentifier: "message-2" }, { itemIdentifier: "message-4" }],
    });
    expect(Object.keys(await begun(stack)).sort()).toEqual(["message-1", "message-3"]);
  });
});

describe("notifications of S3", () => {
  const record = (object: object) => ({
    eventVersion: "2.1",
    eventSource: "aws:s3",
    eventName: "ObjectCreated:Put",
    s3: { bucket: { name: "photos" }, object: { key: "a.jpg", size: 5, eTag: "e7", sequencer: "0055", ...object } },
  });

  test("begin one execution for each record, once however often S3 tells of it", async () => {
    const stack = open();
    const event = { Records: [record({ key: "my+cats/%C3%A9+1%2B2.jpg" }), record({ sequencer: "0056" })] };
    await stack.invoke("start", event);
    await stack.invoke("start", event);
    const executions = await begun(stack);
    expect(Object.values(executions)).toEqual(
      expect.arrayContaining([
        { bucket: "photos", key: "my cats/é 1+2.jpg", size: 5, etag: "e7", event: "ObjectCreated:Put" },
        { bucket: "photos", key: "a.jpg", size: 5, etag: "e7", event: "ObjectCreated:Put" },
      ]),
    );
    expect(Object.keys(executions)).toHaveLength(2);
    for (const id of Object.keys(executions)) expect(id).toMatch(/^s3-[0-9a-f]{32}$/);
  });

  test("of a deleted object have no size", async () => {
    const stack = open();
    await stack.invoke("start", { Records: [{ ...record({ size: undefined, eTag: undefined }), eventName: "ObjectRemoved:Delete" }] });
    expect(Object.values(await begun(stack))).toEqual([{ bucket: "photos", key: "a.jpg", event: "ObjectRemoved:Delete" }]);
  });

  test("begin what they can before the batch is tried again", async () => {
    const stack = open();
    const event = { Records: [{ ...record({}), s3: { bucket: {}, object: { key: "%" } } }, record({})] };
    await expect(stack.invoke("start", event)).rejects.toThrow();
    expect(Object.keys(await begun(stack))).toHaveLength(1);
  });
});

describe("events of EventBridge", () => {
  const event = { version: "0", id: "6a7e8feb-b491", "detail-type": "Order Placed", source: "shop", detail: { beans: 3 } };

  test("are inputs as they are; the event's id is the execution's", async () => {
    const stack = open();
    await stack.invoke("start", event);
    await stack.invoke("start", event);
    expect(await begun(stack)).toEqual({ "6a7e8feb-b491": event });
  });

  test("come from schedules without an input, too", async () => {
    const stack = open();
    const scheduled = { ...event, "detail-type": "Scheduled Event", source: "aws.scheduler", detail: "{}" };
    await stack.invoke("start", scheduled);
    expect(await begun(stack)).toEqual({ "6a7e8feb-b491": scheduled });
  });
});

describe("requests to a function URL", () => {
  const request = (changes: object = {}, method = "POST") => ({
    version: "2.0",
    rawPath: "/",
    headers: { "content-type": "application/json" },
    requestContext: { http: { method } },
    body: '{"beans":3}',
    isBase64Encoded: false,
    ...changes,
  });
  const json = (statusCode: number, body: object) => ({
    statusCode,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

  test("begin an execution and are told which", async () => {
    const stack = open();
    const answer = await stack.invoke("start", request(), { requestId: "r" });
    expect(answer).toEqual(json(202, { execution: "r", began: true }));
    expect(await begun(stack)).toEqual({ r: { beans: 3 } });
  });

  test.each(["order-7", '"order-7"'])("with the idempotency key %s begin one", async (key) => {
    const stack = open();
    const event = request({ headers: { "idempotency-key": key } });
    await stack.invoke("start", event);
    expect(await stack.invoke("start", event)).toEqual(json(202, { execution: "order-7", began: false }));
  });

  test("may be encoded, or have no body", async () => {
    const stack = open();
    await stack.invoke("start", request({ body: Buffer.from('{"é":1}').toString("base64"), isBase64Encoded: true }), { requestId: "a" });
    await stack.invoke("start", request({ body: undefined }), { requestId: "b" });
    expect(await begun(stack)).toEqual({ a: { é: 1 }, b: {} });
  });

  test.each([
    [{ body: "{" }, 'The body is not JSON. An input is a JSON object, as in {"key": "value"}.'],
    [{ body: "[]" }, "The input of Intake must be an object, as in { key: value }, but it is an array."],
    [{ body: '{"$next":"end"}' }, /can't have the key '\$next'/],
    [{ headers: { "idempotency-key": "a b" } }, /'a b' can't be the id of an execution/],
  ])("are told what is wrong: %j", async (changes, message) => {
    const stack = open();
    const answer = (await stack.invoke("start", request(changes))) as { statusCode: number; body: string };
    expect(answer.statusCode).toBe(400);
    expect(JSON.parse(answer.body).message).toEqual(typeof message === "string" ? message : expect.stringMatching(message));
    expect(await begun(stack)).toEqual({});
  });

  test("begin nothing unless they are a POST: browsers and crawlers follow links", async () => {
    const stack = open();
    expect(await stack.invoke("start", request({}, "GET"))).toMatchObject({ statusCode: 405, headers: { allow: "POST" } });
    expect(await begun(stack)).toEqual({});
  });

  test("are an error of the server's where it is one", async () => {
    const stack = open({}, { dispatcher: { dispatch: async () => Promise.reject(new Error("throttled")) } });
    await expect(stack.invoke("start", request())).rejects.toThrow("throttled");
  });
});

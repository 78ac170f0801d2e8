/** An event from outside that its function failed to take begins its execution all the same, if it can. */
import { Pipeline, step } from "orchwits";
import { expect, test } from "vitest";
import { record } from "./dead-letter.fixture.ts";
import { Stack } from "./stack.fixture.ts";

class Cafe extends Pipeline {
  @step()
  start() {
    return this.next("coffee", {}, { after: "20m" });
  }

  @step()
  coffee() {
    return this.done("hot");
  }
}

const kept = { batchItemFailures: [{ itemIdentifier: "message-1" }] };
const gone = { batchItemFailures: [] };

test("what its function failed to start begins its execution, once", async () => {
  const stack = new Stack(Cafe);
  expect(await stack.recover(record({ beans: 3 }))).toEqual(gone);
  expect(await stack.recover(record({ beans: 3 }))).toEqual(gone);
  expect(await stack.journal.readExecution("r-9")).toMatchObject({ status: "running", input: { beans: 3 } });
  expect(stack.sent).toMatchObject([{ message: { step: "start" } }, { message: { step: "start" } }]);
  expect(stack.log).toMatchObject([
    { level: "warn", message: "began, although its function failed", execution: "r-9" },
    { level: "warn", message: "had begun already" },
  ]);
});

test("it may be one of S3", async () => {
  const stack = new Stack(Cafe);
  const object = { key: "a+b", size: 1, eTag: "e", sequencer: "1" };
  const event = { Records: [{ eventSource: "aws:s3", eventName: "ObjectCreated:Put", s3: { bucket: { name: "photos" }, object } }] };
  expect(await stack.recover(record(event))).toEqual(gone);
  expect(await stack.journal.list({})).toMatchObject([{ input: { bucket: "photos", key: "a b" } }]);
});

test("an event of a schedule of the pipeline's own begins its execution", async () => {
  const stack = new Stack(Cafe);
  const messageAttributes = { TARGET_ARN: { stringValue: "arn:aws:lambda:us-east-1:000000000000:function:cafe-start" } };
  expect(await stack.recover({ body: '{"beans":3}', messageAttributes })).toEqual(gone);
  expect(await stack.journal.readExecution("message-1")).toMatchObject({ input: { beans: 3 } });
});

test.each([
  ["has put its time in", "Schedule-2026-03-01T03:00:00Z", {}, "Schedule-2026-03-01T03:00:00Z"],
  [
    "tells its time beside it",
    "Schedule-<aws.scheduler.scheduled-time>",
    { SCHEDULED_TIME: "2026-03-01T03:00:00Z" },
    "Schedule-2026-03-01T03:00:00Z",
  ],
  ["tells no time", "Schedule-<aws.scheduler.scheduled-time>", {}, "Schedule-message-1"],
])("whether the scheduler %s, what it could not deliver begins", async (_, $id, attributes, execution) => {
  const stack = new Stack(Cafe);
  const texts = { TARGET_ARN: "arn:aws:lambda:us-east-1:000000000000:function:cafe-start", ...attributes };
  const messageAttributes = Object.fromEntries(Object.entries(texts).map(([name, stringValue]) => [name, { stringValue }]));
  expect(await stack.recover({ body: JSON.stringify({ $id, beans: 3 }), messageAttributes })).toEqual(gone);
  expect(await stack.journal.readExecution(execution)).toMatchObject({ input: { beans: 3 } });
});

test("it may be the request that the scheduler could not make", async () => {
  const stack = new Stack(Cafe);
  // As in the scheduler's guide ("Retrieve the dead-letter event"), with Lambda's operation in place of SQS's.
  const FunctionName = "arn:aws:lambda:us-east-1:000000000000:function:cafe-start";
  const letter = (Payload: unknown) => JSON.stringify({ FunctionName, InvocationType: "Event", Payload });
  const texts = {
    TARGET_ARN: "arn:aws:scheduler:::aws-sdk:lambda:invoke",
    SCHEDULED_TIME: "2026-03-01T03:00:00Z",
    ERROR_CODE: "Lambda.Busy",
  };
  const messageAttributes = Object.fromEntries(Object.entries(texts).map(([name, stringValue]) => [name, { stringValue }]));
  const input = (beans: number) => ({ $id: `Schedule${beans}-<aws.scheduler.scheduled-time>`, beans });
  const text = JSON.stringify(input(2));
  for (const body of [letter(JSON.stringify(input(1))), letter(Buffer.from(text).toString("base64")), letter(input(3))]) {
    expect(await stack.recover({ body, messageAttributes })).toEqual(gone);
  }
  const executions = await stack.journal.list({});
  expect(executions.map(({ execution }) => execution).sort()).toEqual([1, 2, 3].map((beans) => `Schedule${beans}-2026-03-01T03:00:00Z`));
  expect(executions.map(({ input }) => input)).toContainEqual({ beans: 3 });
});

test.each([
  ["of a bucket", "cafe-StartBucket2-1A2B3C", { bucket: "photos", key: "a b", size: 1, etag: "e", event: "Object Created" }],
  ["of another rule", "cafe-StartEvent-1A2B3C", { source: "aws.s3", detail: { bucket: { name: "photos" } } }],
])("it may be an event %s that its rule could not deliver", async (_, rule, input) => {
  const stack = new Stack(Cafe);
  const object = { key: "a b", size: 1, etag: "e", sequencer: "1" };
  const event = {
    version: "0",
    id: "e-1",
    source: "aws.s3",
    "detail-type": "Object Created",
    detail: { bucket: { name: "photos" }, object },
  };
  const texts = {
    RULE_ARN: `arn:aws:events:us-east-1:000000000000:rule/${rule}`,
    TARGET_ARN: "arn:aws:lambda:us-east-1:000000000000:function:cafe-start",
  };
  const messageAttributes = Object.fromEntries(Object.entries(texts).map(([name, stringValue]) => [name, { stringValue }]));
  expect(await stack.recover({ body: JSON.stringify(event), messageAttributes })).toEqual(gone);
  expect((await stack.journal.readExecution("e-1"))?.input).toMatchObject(input);
});

test("what was too large for its letter is said to be lost, and stays", async () => {
  const stack = new Stack(Cafe);
  expect(await stack.recover(record(undefined))).toEqual(kept);
  expect(stack.log[0]?.message).toContain(
    'An event for Cafe is lost: its function was invoked 3 times in vain (RetriesExhausted), at last with "Runtime.ExitError',
  );
});

test.each([
  ["was refused for its input", record({ beans: 3 }, { responsePayload: { errorType: "InvalidInput", errorMessage: "no" } })],
  ["can't be an input", record([1])],
  ["was sent to a step that is no entry", record({ beans: 3 }, {}, "coffee")],
  ["is from nobody", { body: '{"beans":3}' }],
  ["is no JSON", { body: "beans" }],
])("what %s stays, so that it gets among the rejects", async (_, letter) => {
  const stack = new Stack(Cafe);
  expect(await stack.recover(letter)).toEqual(kept);
  expect(await stack.journal.list({})).toEqual([]);
  expect(stack.log).toMatchObject([{ level: "error", message: expect.stringMatching(/^not handled: /) }]);
});

test("what lacks a key stays, too", async () => {
  const stack = new Stack(Cafe, { required: ["beans"] });
  expect(await stack.recover(record({ milk: 3 }))).toEqual(kept);
});

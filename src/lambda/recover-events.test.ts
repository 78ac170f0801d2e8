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

/** Which messages of a batch a function says that it could not handle, and what it means when it says something else. */
import { expect, test } from "vitest";
import { readBatchFailures } from "./read-batch-failures.ts";

test.each([
  ["null", []],
  ['{"batchItemFailures":null}', []],
  ['{"batchItemFailures":[{"itemIdentifier":"b"}]}', ["b"]],
  ['{"batchItemFailures":[{"itemIdentifier":"never sent"}]}', ["a", "b"]],
  ['{"batchItemFailures":[{"itemIdentifier":""}]}', ["a", "b"]],
  ['{"batchItemFailures":[null]}', ["a", "b"]],
  ['{"batchItemFailures":"a"}', ["a", "b"]],
  ["no JSON", ["a", "b"]],
])("an answer of %s leaves %j of a batch in its queue", (answer, left) => {
  expect([...readBatchFailures(Buffer.from(answer), [{ messageId: "a" }, { messageId: "b" }])]).toEqual(left);
});

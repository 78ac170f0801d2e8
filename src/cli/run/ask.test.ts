/** Answers on the terminal: what value they mean, and why they don't fit. */
import { expect, test } from "vitest";
import type { JsonSchema } from "../../model/graph.ts";
import { readAnswer } from "./ask.ts";

test.each<[string, JsonSchema, unknown]>([
  ["12", { type: "number" }, 12],
  ["12", { type: "string" }, "12"],
  ["", { type: "string" }, ""],
  ["yes, please", { type: "string" }, "yes, please"],
  ["true", { type: "boolean" }, true],
  ["c", { enum: ["c", "t"] }, "c"],
  ["12", { anyOf: [{ type: "string" }, { type: "number" }] }, 12],
  ["twelve", { anyOf: [{ type: "string" }, { type: "number" }] }, "twelve"],
  ['{"a": [1]}', { type: "object" }, { a: [1] }],
  ["[1, 2]", { type: "array", items: { type: "number" } }, [1, 2]],
  ["null", { anyOf: [{ type: "null" }, { type: "string" }] }, null],
  ["free text", {}, "free text"],
])("%s for %o is %o", (answer, schema, value) => {
  expect(readAnswer(answer, schema, "key")).toEqual({ value, faults: [] });
});

test("says why an answer does not fit", () => {
  expect(readAnswer("twelve", { type: "number" }, "beans").faults).toEqual(['beans must be a number, not "twelve".']);
  expect(readAnswer("[1]", { type: "object" }, "order").faults).toEqual(["order must be an object, not [1]."]);
});

/** Inputs held against the schemas of the graph: which don't fit, where, and why. */
import { expect, test } from "vitest";
import type { JsonSchema } from "../../model/graph.ts";
import { validate } from "./validate.ts";

const choice: JsonSchema = { enum: ["coffee", "tea"] };
const line: JsonSchema = { type: "object", properties: { price: { type: "number" }, note: { type: "string" } }, required: ["price"] };
const order: JsonSchema = { type: "object", properties: { lines: { type: "array", items: line }, by: choice }, required: ["lines"] };

test.each<[string, unknown, JsonSchema, string[]]>([
  ["a fitting value", { lines: [{ price: 3 }], by: "tea" }, order, []],
  ["a wrong leaf", { lines: [{ price: 3 }, { price: "4" }] }, order, ['order.lines[1].price must be a number, not "4".']],
  ["a missing property", { lines: [{ note: "x" }] }, order, ["order.lines[0].price is missing: a number."]],
  ["a near word", { lines: [], by: "cofee" }, order, ['order.by must be "coffee" or "tea", not "cofee". Did you mean \'coffee\'?']],
  ["a wrong kind", [], order, ["order must be an object, not []."]],
  ["null", null, order, ["order must be an object, not null."]],
  ["one of several", true, { anyOf: [{ type: "string" }, { type: "number" }] }, ["order must be a string or a number, not true."]],
  ["a nullable", null, { anyOf: [{ type: "string" }, { type: "null" }] }, []],
  ["anything", { a: [1] }, {}, []],
  [
    "a record",
    { a: 1, "b c": "2" },
    { type: "object", additionalProperties: { type: "number" } },
    ['order["b c"] must be a number, not "2".'],
  ],
  [
    "a short tuple",
    [1],
    { type: "array", prefixItems: [{ type: "number" }, { type: "string" }] },
    ["order has 1 of the 2 items that it must have."],
  ],
  [
    "a property named like one of Object",
    { toString: 1 },
    { type: "object", properties: {}, required: ["valueOf"] },
    ["order.valueOf is missing: any value."],
  ],
])("%s", (_name, value, schema, faults) => {
  expect(validate(value, schema, "order")).toEqual(faults);
});

test("of several shapes, explains the one whose discriminant the value has", () => {
  const shape = (kind: string, key: string): JsonSchema => ({
    type: "object",
    properties: { kind: { const: kind }, [key]: { type: "number" } },
    required: ["kind", key],
  });
  const shapes = [shape("circle", "radius"), shape("square", "side")];
  const list: JsonSchema = { type: "array", items: { type: "number" } };
  for (const anyOf of [shapes, [list, ...shapes], [...shapes, list]]) {
    expect(validate({ kind: "square", side: "2" }, { anyOf }, "shape")).toEqual(['shape.side must be a number, not "2".']);
  }
});

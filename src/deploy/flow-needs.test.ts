/** What a function must be prepared for, told from graphs. */
import { describe, expect, test } from "vitest";
import { buildGraph, done, next } from "../analyzer/rules/build-graph.fixture.ts";
import type { Graph, JsonSchema, Step } from "../model/graph.ts";
import { delaysOf, inCycle, largeReads, largeWrites, mayBeLarge } from "./flow-needs.ts";

const graph = (text: string, schema: JsonSchema = {}): Graph => ({ ...buildGraph({ start: {} }), types: [{ text, schema }] });
const stepWith = (more: Partial<Step>): Step => ({ ...(buildGraph({ start: { ends: [next("later")] } }).steps[0] as Step), ...more });
const delayed = (after: string): Step => {
  const step = stepWith({});
  return { ...step, edges: step.edges.map((edge) => ({ ...edge, after })) };
};

describe("delays", () => {
  test.each([
    ["0s", []],
    ["15m", [{ to: "later", short: true, long: false }]],
    ["901s", [{ to: "later", short: false, long: true }]],
    ["waitFor(order)", [{ to: "later", short: true, long: true }]],
  ])("of a move after %s", (after, expected) => {
    expect(delaysOf(delayed(after))).toEqual(expected);
  });

  test.each<readonly [string, Partial<Step>, { short: boolean; long: boolean } | undefined]>([
    ["without retries", {}, undefined],
    ["that waits 30 s", { retries: true, retryDelays: ["30s"] }, { short: true, long: false }],
    ["that waits 2 h", { retries: true, retryDelays: ["2h"] }, { short: false, long: true }],
    ["that waits as long as it likes", { retries: true, retryDelays: ["30s", "delay"] }, { short: true, long: true }],
    ["for reasons unknown", { retries: true }, { short: true, long: true }],
    ["by the default policy", { retries: true, options: { retry: {} } }, { short: true, long: false }],
    ["once", { retries: true, options: { retry: { attempts: 1 } } }, undefined],
    ["up to an hour", { retries: true, options: { retry: { attempts: 20, max: "1h" } } }, { short: true, long: true }],
    ["too few times for an hour", { retries: true, options: { retry: { attempts: 5, max: "1h" } } }, { short: true, long: false }],
    ["every hour", { retries: true, options: { retry: { backoff: "fixed", first: "1h", max: "1d" } } }, { short: true, long: true }],
    [
      "by a policy, and by RetryLater for longer",
      { retries: true, retryDelays: ["2h"], options: { retry: {} } },
      { short: true, long: true },
    ],
  ])("of a step %s", (_, more, expected) => {
    expect(delaysOf(stepWith(more))).toEqual(expected ? [{ to: "start", ...expected }] : []);
  });
});

test("cycles, a step that moves to itself among them", () => {
  const looping = buildGraph({
    start: { ends: [next("a"), next("alone")] },
    a: { ends: [next("b")] },
    b: { ends: [next("a"), next("end")] },
    alone: { ends: [next("alone")] },
    end: { ends: [done] },
  });
  expect([...inCycle(looping)].sort()).toEqual(["a", "alone", "b"]);
});

test.each<readonly [string, JsonSchema, boolean]>([
  ["number", {}, false],
  ["boolean | null", {}, false],
  ['"c" | "t" | 12 | -1.5', {}, false],
  ['"with | and \\" inside" | 1', {}, false],
  [`"${"x".repeat(200)}"`, {}, true],
  ["string", {}, true],
  ["number | string", {}, true],
  ["number[]", {}, true],
  ["any", {}, true],
  ["Color", {}, true],
  ["Color", { enum: ["red", 1, null] }, false],
  ["Color", { enum: ["x".repeat(200)] }, true],
  ["Amount", { type: "number" }, false],
  ["Amount", { anyOf: [{ type: "number" }, { type: "string" }] }, true],
  ["{ a: 1 }", { type: "object", properties: { a: { const: 1 } } }, true],
])("whether a value of type %s may be large (%j)", (text, schema, expected) => {
  expect(mayBeLarge(graph(text, schema), 0)).toBe(expected);
});

describe("what may be large", () => {
  const types = (given: Graph, text: string): Graph => ({ ...given, types: given.types.map((type) => ({ ...type, text, schema: {} })) });
  const keys = Array.from({ length: 8 }, (_, index) => `key${index}`);

  test("is read and set by name", () => {
    const given = buildGraph({ start: { reads: ["a"], ends: [next("end", ["b"])] }, end: { reads: ["b"], ends: [done] } });
    const [start, end] = given.steps as [Step, Step];
    expect(largeReads(types(given, "string"), start)).toEqual(["a"]);
    expect(largeReads(types(given, "number"), start)).toEqual([]);
    expect(largeWrites(types(given, "string"), start)).toEqual({ keys: ["b"], more: false, result: false, overflow: false });
    expect(largeWrites(types(given, "number"), start).keys).toEqual([]);
    expect(largeWrites(types(given, "string"), end).keys).toEqual([]);
  });

  test("is moved by a step that merely passes it on, if it can be more than a message holds", () => {
    const passing = (names: string[], drop: string[] | "*" = []) =>
      buildGraph({
        start: { ends: [next("middle", names)] },
        middle: { ends: [next("end", [], drop)] },
        end: { reads: names.map((name) => `${name}?`), ends: [done] },
      });
    const overflow = (given: Graph, text = "string") => largeWrites(types(given, text), given.steps[1] as Step).overflow;
    expect(overflow(passing(keys))).toBe(true);
    expect(overflow(passing(keys.slice(1)))).toBe(false);
    expect(overflow(passing(keys), "number")).toBe(false);
    expect(overflow(passing(keys, ["key0"]))).toBe(false);
    expect(overflow(passing(keys, "*"))).toBe(false);
  });

  test("is anything where a step takes the whole state", () => {
    const given = buildGraph({ start: { ends: [next("end", ["a"]), next("other", ["a"], "*")] }, end: { readsAll: true }, other: {} });
    const [start] = given.steps as [Step];
    const [all, replaced] = start.edges;
    expect(largeWrites(given, { ...start, edges: [all as never] }).overflow).toBe(true);
    expect(largeWrites(given, { ...start, edges: [replaced as never] }).overflow).toBe(false);
  });
});

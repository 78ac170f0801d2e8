/** Which values may be too large to travel, told from graphs: never too few, and none that can't be. */
import { describe, expect, test } from "vitest";
import { buildGraph, done, next } from "../analyzer/rules/build-graph.fixture.ts";
import type { DoneEdge, Graph, GraphType, NextEdge, Step } from "../model/graph.ts";
import { largeReads, largeWrites } from "./large-values.ts";

const endless: GraphType = { text: "string", schema: {} };
const small: GraphType = { text: "number", schema: {}, mostBytes: 24 };
const object: GraphType = { text: "{ milk: boolean; }", schema: {}, mostBytes: 15, mayHoldMore: true };

const withType = (given: Graph, type: GraphType): Graph => ({ ...given, types: given.types.map(() => type) });
const stepOf = (graph: Graph, name: string) => graph.steps.find((step) => step.name === name) as Step;

/** A move whose values are known to be no longer than so many bytes. */
const written = (move: NextEdge, mostBytes: number): NextEdge => ({
  ...move,
  sets: Object.fromEntries(Object.entries(move.sets).map(([key, update]) => [key, { ...update, mostBytes }])),
});

describe("a value that is set", () => {
  const keys = (type: GraphType, move = next("end", ["a"])) => {
    const graph = withType(buildGraph({ start: { ends: [move] }, end: { reads: ["a"] } }), type);
    return largeWrites(graph, stepOf(graph, "start")).keys;
  };

  test.each<readonly [string, GraphType, string[]]>([
    ["without a bound", endless, ["a"]],
    ["of at most 120 bytes", { ...small, mostBytes: 120 }, []],
    ["of 121 bytes", { ...small, mostBytes: 121 }, ["a"]],
    ["that may hold more than its type says", object, ["a"]],
  ])("%s", (_, type, expected) => {
    expect(keys(type)).toEqual(expected);
  });

  test("is as long as the expression says that makes it, whatever its type", () => {
    expect(keys(object, written(next("end", ["a"]), 120))).toEqual([]);
    expect(keys(endless, written(next("end", ["a"]), 2))).toEqual([]);
    expect(keys(object, written(next("end", ["a"]), 121))).toEqual(["a"]);
  });
});

describe("a value that is read", () => {
  const reads = (type: GraphType, ends: readonly NextEdge[], more: Parameters<typeof buildGraph>[0] = {}) => {
    const graph = withType(buildGraph({ start: { ends }, end: { reads: ["a"] }, ...more }), type);
    return largeReads(graph, stepOf(graph, "end"));
  };
  const set = next("end", ["a"]);

  test("is as large as its type allows", () => {
    expect(reads(endless, [set])).toEqual(["a"]);
    expect(reads(small, [set])).toEqual([]);
  });

  test("and may hold more than its type says, unless all that set it are known not to", () => {
    expect(reads(object, [set])).toEqual(["a"]);
    expect(reads(object, [written(set, 15)])).toEqual([]);
    expect(reads(object, [written(set, 15), set])).toEqual(["a"]);
    expect(reads(object, [written(set, 15), next("other")], { other: { ends: [set] } })).toEqual(["a"]);
  });

  test("is not small because it was only set to what is, since a resumption may set it too", () => {
    expect(reads(endless, [written(set, 15)])).toEqual(["a"]);
  });

  test("comes from outside where the input can bring it", () => {
    expect(reads(object, [written(set, 15), next("end")])).toEqual(["a"]);
    expect(reads(object, [written(set, 15)], { start: { reads: ["a"], ends: [written(set, 15)] } })).toEqual(["a"]);
    expect(reads(small, [set, next("end")])).toEqual([]);
  });

  test("comes from anywhere where a step sets keys that only the run knows", () => {
    const more = next("other", [], [], { setsMore: true });
    expect(reads(object, [written(set, 15)], { unreached: { ends: [next("end")] } })).toEqual([]);
    expect(reads(object, [written(set, 15)], { unreached: { ends: [more] } })).toEqual(["a"]);
  });
});

test.each<readonly [string, GraphType, Partial<DoneEdge>, boolean]>([
  ["without a bound", endless, { result: 0 }, true],
  ["of 32 KB", { ...small, mostBytes: 32 * 1024 }, { result: 0 }, false],
  ["of a byte more", { ...small, mostBytes: 32 * 1024 + 1 }, { result: 0 }, true],
  ["that may hold more", object, { result: 0 }, true],
  ["that is written out", object, { result: 0, mostBytes: 15 }, false],
  ["there is none of", endless, {}, false],
])("a result %s", (_, type, end, expected) => {
  const graph = withType(buildGraph({ start: { ends: [{ ...done, ...end }] } }), type);
  expect(largeWrites(graph, stepOf(graph, "start")).result).toBe(expected);
});

describe("what is merely passed on", () => {
  const keys = Array.from({ length: 8 }, (_, index) => `key${index}`);
  const passing = (names: string[], drop: string[] | "*" = []) =>
    buildGraph({
      start: { ends: [next("middle", names)] },
      middle: { ends: [next("end", [], drop)] },
      end: { reads: names.map((name) => `${name}?`), ends: [done] },
    });
  const overflow = (given: Graph, type = endless) => {
    const graph = withType(given, type);
    return largeWrites(graph, stepOf(graph, "middle")).overflow;
  };

  test("is moved if it can be more than a message holds", () => {
    expect(overflow(passing(keys))).toBe(true);
    expect(overflow(passing(keys.slice(1)))).toBe(false);
    expect(overflow(passing(keys), small)).toBe(false);
    expect(overflow(passing(keys), { ...small, mostBytes: 20_000 })).toBe(false);
    expect(overflow(passing(keys), { ...small, mostBytes: 30_000 })).toBe(true);
    expect(overflow(passing(keys, ["key0"]))).toBe(false);
    expect(overflow(passing(keys, "*"))).toBe(false);
  });

  test("is anything where a step takes the whole state", () => {
    const graph = buildGraph({ start: { ends: [next("end", ["a"]), next("other", ["a"], "*")] }, end: { readsAll: true }, other: {} });
    const { edges, ...start } = stepOf(graph, "start");
    const [all, replaced] = edges.map((edge) => largeWrites(graph, { ...start, edges: [edge] }).overflow);
    expect([all, replaced]).toEqual([true, false]);
  });
});

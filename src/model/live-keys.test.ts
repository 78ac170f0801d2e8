/** Live keys: what a step, or any that comes after it, may still read. */
import { describe, expect, it } from "vitest";
import { buildGraph, done, next } from "../analyzer/rules/build-graph.fixture.ts";
import { liveKeys } from "./live-keys.ts";

const live = (graph: Parameters<typeof liveKeys>[0]) =>
  Object.fromEntries([...liveKeys(graph)].map(([step, keys]) => [step, keys === "all" ? keys : [...keys]]));

describe("liveKeys", () => {
  it("keeps what a step behind reads until it is overwritten or dropped", () => {
    const graph = buildGraph({
      start: { reads: ["a"], ends: [next("b", ["x"])] },
      b: { reads: ["y?"], ends: [next("c", ["a", "z?"]), next("d", [], ["z"])] },
      c: { reads: ["a", "x", "z"], ends: [done] },
      d: { reads: ["z?"], ends: [next("b")] },
    });
    expect(live(graph)).toEqual({ start: ["a", "y", "z"], b: ["x", "y", "z"], c: ["a", "x", "z"], d: ["x", "y", "z"] });
  });

  it("is all where a step takes the whole state, but not behind a move that drops it", () => {
    const graph = buildGraph({ start: { ends: [next("a", [], "*")] }, a: { ends: [next("b", ["x"])] }, b: { readsAll: true } });
    expect(live(graph)).toEqual({ start: [], a: "all", b: "all" });
  });

  it("is all where the graph can't tell where the state goes", () => {
    expect(live(buildGraph({ start: { reads: ["a"], ends: [next(null)] }, b: { ends: [next("nowhere")] } }))).toEqual({
      start: "all",
      b: "all",
    });
  });
});

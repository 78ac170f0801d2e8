/** OW102: which keys arrive with a type that their reader does not accept. */
import { describe, expect, it } from "vitest";
import type { Graph } from "../../model/graph.ts";
import { check } from "../check.ts";
import { buildGraph, next, on } from "./build-graph.fixture.ts";

const found = (graph: Graph, code: string) => check(graph).filter((one) => one.code === code);

describe("OW102", () => {
  it("names both types and the place that set the wrong one, once for each step that does", () => {
    const graph = buildGraph({
      start: { ends: [next("a", ["x: string"]), next("b", ["x: string"]), next("b", ["x: number | string"])] },
      a: { ends: [next("b")] },
      b: { reads: ["x"] },
    });
    expect(found(graph, "OW102")).toMatchObject([
      {
        message: "Step 'b' takes 'x' as number, but 'start' gives it as string, on the path start → b.",
        at: on(31),
        step: "b",
        key: "x",
        path: ["start", "b"],
        related: [{ message: "'x' is string here", at: on(16) }, { message: "'x' is number | string here", at: on(17) }, { at: on(15) }],
        fix: "Give 'x' as number there, or let 'b' accept string as well.",
      },
    ]);
  });

  it("compares with the input, too", () => {
    const graph = buildGraph({ start: { reads: ["x: string"], ends: [next("b")] }, b: { reads: ["x?"] } });
    expect(found(graph, "OW102")).toMatchObject([
      { message: "Step 'b' takes 'x' as number, but the input gives it as string, on the path start → b." },
    ]);
  });

  it("never advises to accept what doesn't survive JSON", () => {
    const update = { type: 1, optional: false, lossy: "`x` is a Date", at: on(15) };
    const graph = buildGraph({ start: { ends: [{ ...next("b"), sets: { x: update } }] }, b: { reads: ["x"] } });
    expect(found(graph, "OW102")).toMatchObject([{ fix: "Give 'x' as number there." }]);
  });

  it("accepts what fits", () => {
    const graph = buildGraph({ start: { ends: [next("b", ["x"])] }, b: { reads: ["x: number | string"] } });
    expect(check(graph)).toEqual([]);
  });
});

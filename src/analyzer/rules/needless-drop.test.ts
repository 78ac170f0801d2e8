/** OW203: which drops take away nothing. */
import { describe, expect, it } from "vitest";
import type { Graph } from "../../model/graph.ts";
import { check } from "../check.ts";
import { buildGraph, next } from "./build-graph.fixture.ts";

const found = (graph: Graph, code: string) => check(graph).filter((one) => one.code === code);

describe("OW203", () => {
  it("finds drops of what is never there", () => {
    const graph = buildGraph({
      start: { reads: ["beans"], ends: [next("a", [], ["beens"])] },
      a: { reads: ["beans"], ends: [next("b", [], ["beans"]), next("b", [], "*")] },
      b: {},
    });
    expect(found(graph, "OW203")).toMatchObject([
      {
        message: "Step 'start' drops 'beens', which is never there: no path to 'start' provides it.",
        fix: expect.stringContaining("Did you mean 'beans'?"),
      },
    ]);
  });

  it("can't say so where keys that only the run knows may be set", () => {
    const graph = buildGraph({ start: { ends: [next("a", [], [], { setsMore: true })] }, a: { ends: [next("b", [], ["x"])] }, b: {} });
    expect(found(graph, "OW203")).toEqual([]);
  });
});

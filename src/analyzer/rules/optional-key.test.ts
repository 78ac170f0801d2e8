/** OW107: which optional keys never arrive, or only sometimes. */
import { describe, expect, it } from "vitest";
import type { Graph } from "../../model/graph.ts";
import { check } from "../check.ts";
import { buildGraph, next, on } from "./build-graph.fixture.ts";

const found = (graph: Graph, code: string) => check(graph).filter((one) => one.code === code);

describe("OW107", () => {
  it("tells a key that never arrives from one that sometimes doesn't", () => {
    const graph = buildGraph({
      start: { ends: [next("a", ["x"]), next("a")] },
      a: { reads: ["x?", "y?"] },
    });
    expect(found(graph, "OW107")).toMatchObject([
      {
        severity: "hint",
        key: "x",
        path: ["start", "a"],
        message: expect.stringContaining("runs without 'x' on the path start → a"),
        related: [{ at: on(16) }],
      },
      { key: "y", message: "Step 'a' takes 'y', which no path provides: it is always missing." },
    ]);
  });

  it("leaves to the caller what is optional in the input", () => {
    const graph = buildGraph({ start: { reads: ["x?"], ends: [next("a")] }, a: { reads: ["x?"] } });
    expect(check(graph)).toEqual([]);
  });
});

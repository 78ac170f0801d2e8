/** OW104: pipelines that could begin nowhere. */
import { describe, expect, it } from "vitest";
import type { Graph } from "../../model/graph.ts";
import { check } from "../check.ts";
import { buildGraph, next, on } from "./build-graph.fixture.ts";

const found = (graph: Graph, code: string) => check(graph).filter((one) => one.code === code);

describe("OW104", () => {
  it("needs a start, and suggests the step that was meant to be it", () => {
    const graph = buildGraph({ Start: { ends: [next("b", [], ["x"])] }, b: { reads: ["x"] } });
    expect(found(graph, "OW104")).toMatchObject([
      {
        message: "Pipeline 'Cafe' has no step named 'start', where executions begin.",
        at: on(1),
        fix: expect.stringContaining("Rename 'Start'"),
      },
    ]);
    // Without a start every step may be reached, as in the compiler.
    expect(
      check(graph)
        .map(({ code }) => code)
        .sort(),
    ).toEqual(["OW101", "OW104"]);
  });

  it("says it of a pipeline without steps", () => {
    expect(check(buildGraph({}))).toMatchObject([{ code: "OW104", message: "Pipeline 'Cafe' has no steps." }]);
  });
});

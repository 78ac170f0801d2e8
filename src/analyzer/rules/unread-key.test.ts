/** OW202: which keys nobody reads after they were set. */
import { describe, expect, it } from "vitest";
import type { Graph } from "../../model/graph.ts";
import { check } from "../check.ts";
import { buildGraph, next, on } from "./build-graph.fixture.ts";

const found = (graph: Graph, code: string) => check(graph).filter((one) => one.code === code);

describe("OW202", () => {
  it("tells a key that nobody reads from one that is overwritten first", () => {
    const graph = buildGraph({
      start: { ends: [next("a", ["x", "suger"])] },
      a: { ends: [next("b", ["x"])] },
      b: { reads: ["x", "sugar?"] },
    });
    expect(found(graph, "OW202")).toMatchObject([
      {
        key: "suger",
        message: "Step 'start' sets 'suger', but no step reads it.",
        at: on(15),
        fix: expect.stringContaining("Did you mean 'sugar'?"),
      },
      { key: "x", message: "Step 'start' sets 'x', but no step reads it from there on before it is overwritten or dropped." },
    ]);
  });

  it("suggests no key that isn't read from there on, or that the same move sets", () => {
    const graph = buildGraph({
      start: { ends: [next("a", ["mark1", "mark3"])] },
      a: { reads: ["mark1", "mark3"], ends: [next("b", ["mark2", "mark4"])] },
      b: { reads: ["mark4"] },
    });
    expect(found(graph, "OW202")).toMatchObject([{ key: "mark2", fix: expect.stringMatching(/^Remove it/) }]);
  });

  it("counts what a step that takes the whole state may read, unless it was dropped", () => {
    const graph = buildGraph({ start: { ends: [next("a", ["x", "y"])] }, a: { ends: [next("b", [], ["y"])] }, b: { readsAll: true } });
    expect(found(graph, "OW202").map(({ key }) => key)).toEqual(["y"]);
  });
});

/** OW106: which loops can't end, and which can. */
import { describe, expect, it } from "vitest";
import type { Graph } from "../../model/graph.ts";
import { check } from "../check.ts";
import { buildGraph, next, on } from "./build-graph.fixture.ts";

const found = (graph: Graph, code: string) => check(graph).filter((one) => one.code === code);

describe("OW106", () => {
  it("reports a loop that can't end once, with its round", () => {
    const graph = buildGraph({
      start: { ends: [next("a")] },
      a: { ends: [next("b")] },
      b: { ends: [next("c"), next("a")] },
      c: { ends: [next("a")] },
    });
    expect(found(graph, "OW106")).toMatchObject([
      {
        message: "The loop a → b → a can't end: none of 'a', 'b' and 'c' goes anywhere else.",
        path: ["a", "b", "a"],
        at: on(36),
        step: "b",
      },
    ]);
    expect(found(graph, "OW108")).toEqual([]);
  });

  it("sees a step that only moves to itself", () => {
    const graph = buildGraph({ start: { ends: [next("start")] } });
    expect(found(graph, "OW106")).toMatchObject([
      { message: "The loop start → start can't end: 'start' goes nowhere else.", path: ["start", "start"] },
    ]);
  });

  it("blames the last of several loops, as only it has no way out", () => {
    const graph = buildGraph({ start: { ends: [next("start"), next("b")] }, b: { ends: [next("b")] } });
    expect(found(graph, "OW106").map(({ step }) => step)).toEqual(["b"]);
    expect(found(graph, "OW108").map(({ step }) => step)).toEqual(["start"]);
  });

  it("lets a step that always fails be an end", () => {
    const graph = buildGraph({ start: { ends: [next("start"), next("fail")] }, fail: { ends: [] } });
    expect(found(graph, "OW106")).toEqual([]);
  });
});

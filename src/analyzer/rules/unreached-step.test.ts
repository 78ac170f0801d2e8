/** OW105: which steps nothing reaches. */
import { describe, expect, it } from "vitest";
import type { Graph } from "../../model/graph.ts";
import { check } from "../check.ts";
import { buildGraph, done, next, on } from "./build-graph.fixture.ts";

const found = (graph: Graph, code: string) => check(graph).filter((one) => one.code === code);
const stray = (type: string) => ({ more: { strays: [{ type, at: on(99) }] } });

describe("OW105", () => {
  it("finds the steps that nothing reaches, and says why", () => {
    const graph = buildGraph({ start: {}, a: { ends: [next("b")] }, b: { ends: [next("b"), done] } });
    expect(found(graph, "OW105").map(({ message }) => message)).toEqual([
      "Step 'a' never runs: no step moves to it.",
      "Step 'b' never runs: only 'a' moves to it, which nothing reaches either.",
    ]);
  });

  it("keeps silent, as OW202 and OW203 do, where a reached step may move anywhere", () => {
    for (const opening of [
      { ends: [next(null)] },
      { ends: [next("b")], ...stray("any") },
      { ends: [next("b")], more: { unread: [{ reason: "it is odd", at: on(99) }] } },
    ]) {
      const graph = buildGraph({ start: { ends: [next("a", ["x"])] }, a: opening, b: { ends: [next("b", [], ["y"])] }, c: {} });
      const codes = check(graph).map(({ code }) => code);
      for (const code of ["OW105", "OW202", "OW203"]) expect(codes).not.toContain(code);
    }
  });
});

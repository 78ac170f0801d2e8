/** The check as a whole: what it says of a sound pipeline, and in which order. */
import { describe, expect, it } from "vitest";
import { catalogue } from "../diagnostics/codes.ts";
import type { Graph } from "../model/graph.ts";
import { check } from "./check.ts";
import { buildGraph, next } from "./rules/build-graph.fixture.ts";

describe("check", () => {
  it("has nothing to say of a sound pipeline", () => {
    const graph = buildGraph({
      start: { reads: ["choice?: string"], ends: [next("coffee", ["beans"]), next("tea")] },
      coffee: { reads: ["beans"], ends: [next("drink", ["milk"])] },
      tea: { ends: [next("coffee", ["beans"], "*")] },
      drink: { reads: ["milk"] },
    });
    expect(check(graph)).toEqual([]);
  });

  it("sorts by place, then code, with the catalogue's severities", () => {
    const graph = buildGraph({
      start: { ends: [next("a", ["$x", "y"]), next("b")] },
      a: { reads: ["x"], ends: [next("b")] },
      b: { reads: ["z"] },
      c: {},
    });
    const all = check(graph);
    expect(all.map(({ code }) => code)).toEqual(["OW202", "OW304", "OW101", "OW101", "OW105"]);
    for (const { code, severity } of all) expect(severity).toBe(catalogue[code].severity);
    expect(check(JSON.parse(JSON.stringify(graph)) as Graph)).toEqual(all);
  });
});

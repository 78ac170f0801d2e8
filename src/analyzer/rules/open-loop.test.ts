/** OW108: which loops are bounded by the number of hops only. */
import { describe, expect, it } from "vitest";
import type { Graph } from "../../model/graph.ts";
import { check } from "../check.ts";
import { buildGraph, done, next, on } from "./build-graph.fixture.ts";

const found = (graph: Graph, code: string) => check(graph).filter((one) => one.code === code);

describe("OW108", () => {
  it("names a loop with an exit once", () => {
    const graph = buildGraph({
      start: { ends: [next("poll")] },
      poll: { ends: [next("wait"), next("poll"), done] },
      wait: { ends: [next("poll")] },
    });
    expect(found(graph, "OW108")).toMatchObject([
      {
        message: "The loop poll → poll may go on: only `maxHops` bounds how often. Its 2 steps are 'poll' and 'wait'.",
        path: ["poll", "poll"],
        at: on(26),
      },
    ]);
  });
});

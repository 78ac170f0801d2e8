/** OW201: which values and results JSON would change. */
import { describe, expect, it } from "vitest";
import type { Graph } from "../../model/graph.ts";
import { check } from "../check.ts";
import { buildGraph, done, next, on } from "./build-graph.fixture.ts";

const found = (graph: Graph, code: string) => check(graph).filter((one) => one.code === code);

describe("OW201", () => {
  it("finds values and results that JSON would change", () => {
    const move = next("a", ["when"]);
    const lossy = { ...move, sets: { when: { ...move.sets.when, type: 0, optional: false, lossy: "`when` is a Date", at: on(1) } } };
    const graph = buildGraph({ start: { ends: [lossy] }, a: { reads: ["when"], ends: [{ ...done, lossy: "`result` is a Map" }] } });
    expect(found(graph, "OW201")).toMatchObject([
      {
        message: "Step 'start' sets 'when', which would not survive JSON: `when` is a Date.",
        key: "when",
        at: on(15),
        fix: expect.stringMatching(/plain objects\. A Date travels as `date\.toISOString/),
      },
      {
        message: "Step 'a' ends with a result that would not survive JSON: `result` is a Map.",
        at: on(25),
        fix: expect.stringMatching(/plain objects\. A Map travels/),
      },
    ]);
  });

  it("advises on nothing that isn't there", () => {
    const graph = buildGraph({ start: { ends: [{ ...done, lossy: "`result.run` is a function" }] } });
    expect(found(graph, "OW201")).toMatchObject([{ fix: expect.stringMatching(/plain objects\.$/) }]);
  });
});

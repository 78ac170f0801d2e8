/** OW103: moves to what is no step, and which step was meant. */
import { describe, expect, it } from "vitest";
import type { Graph } from "../../model/graph.ts";
import { check } from "../check.ts";
import { buildGraph, next, on } from "./build-graph.fixture.ts";

const found = (graph: Graph, code: string) => check(graph).filter((one) => one.code === code);

describe("OW103", () => {
  it("suggests the step that was meant, of unreached steps too", () => {
    const graph = buildGraph({ start: { ends: [next("cofee"), next("coffee")] }, coffee: {}, lost: { ends: [next("zzz")] } });
    expect(found(graph, "OW103")).toMatchObject([
      {
        message: "Step 'start' moves to 'cofee', which is not a step of 'Cafe'.",
        at: on(15),
        fix: expect.stringContaining("Did you mean 'coffee'?"),
      },
      { step: "lost", fix: expect.stringContaining("Write a method 'zzz' with `@step()`") },
    ]);
  });
});

/** OW204: what one step leaves in a field or a variable for another, and what may stay there. */
import { describe, expect, it } from "vitest";
import type { Graph } from "../../model/graph.ts";
import { check } from "../check.ts";
import { buildGraph, next, on } from "./build-graph.fixture.ts";

const found = (graph: Graph, code: string) => check(graph).filter((one) => one.code === code);

describe("OW204", () => {
  const touch = (name: string, access: "read" | "write", line: number, kind: "field" | "variable" = "field") => ({
    kind,
    name,
    access,
    at: on(line),
  });

  it("names writer and reader of a field once, and of a variable", () => {
    const graph = buildGraph({
      start: { ends: [next("a")], more: { touches: [touch("total", "write", 12), touch("seen", "write", 13, "variable")] } },
      a: { more: { touches: [touch("total", "read", 22), touch("total", "read", 23), touch("seen", "read", 24, "variable")] } },
    });
    expect(found(graph, "OW204")).toMatchObject([
      {
        message:
          "Step 'start' writes the field 'this.total' and step 'a' reads it, but each step runs as a function of its own: the value does not get there.",
        at: on(12),
        related: [{ message: "'a' reads it here", at: on(22) }],
      },
      { message: expect.stringContaining("the variable 'seen'"), at: on(13) },
    ]);
  });

  it("allows what stays inside one step, and constants", () => {
    const graph = buildGraph({
      start: {
        ends: [next("a")],
        more: { touches: [touch("total", "write", 12), touch("total", "read", 13), touch("client", "read", 14)] },
      },
      a: { more: { touches: [touch("client", "read", 22)] } },
    });
    expect(check(graph)).toEqual([]);
  });
});

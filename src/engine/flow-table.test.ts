/** What a worker knows of a graph. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Graph } from "../model/graph.ts";
import { makeFlowTable } from "./flow-table.ts";

const cafe: Graph = JSON.parse(readFileSync(new URL("../../examples/cafe/graph.json", import.meta.url), "utf8"));

test("tells what each step reads, what must travel to it, and which graph it is", () => {
  const { graph, reads, live } = makeFlowTable(cafe);
  expect(reads).toEqual(
    new Map([
      ["start", new Set(["choice"])],
      ["coffee", new Set(["beans"])],
      ["tea", new Set()],
      ["drink", new Set(["milk"])],
    ]),
  );
  expect(live.get("coffee")).toEqual(new Set(["beans"]));
  expect(graph).toMatch(/^[0-9a-f]{64}$/);
  expect(makeFlowTable({ ...cafe, pipeline: "Other" }).graph).not.toBe(graph);
});

test("a step that takes the whole state reads all", () => {
  const steps = cafe.steps.map((step) => (step.name === "drink" ? { ...step, readsAll: true } : step));
  const { reads, live } = makeFlowTable({ ...cafe, steps });
  expect(reads.get("drink")).toBe("all");
  expect(live.get("drink")).toBe("all");
});

describe("a graph is another one", () => {
  const at = { file: "cafe.ts", line: 99, column: 1, endLine: 99, endColumn: 2 };
  const { graph } = makeFlowTable(cafe);
  const change = (edit: (step: Graph["steps"][number]) => object) => {
    const steps = cafe.steps.map((step) => (step.name === "coffee" ? { ...step, ...edit(step) } : step));
    return makeFlowTable({ ...cafe, steps }).graph;
  };

  test.each<[string, string]>([
    ["where it stands", change((step) => ({ at, edges: step.edges.map((edge) => ({ ...edge, at })) }))],
    ["what is said of it", change(() => ({ description: "Makes it." }))],
    ["its options", change(() => ({ options: { memory: 2048 }, retries: true }))],
    ["when it moves on", change((step) => ({ edges: step.edges.map((edge) => ({ ...edge, after: "1h" })) }))],
    ["what it is beside", makeFlowTable({ ...cafe, steps: cafe.steps.toReversed(), stack: { maxHops: 3 } }).graph],
  ])("not by %s", (_, changed) => {
    expect(changed).toBe(graph);
  });

  test.each<[string, string]>([
    ["a step less", makeFlowTable({ ...cafe, steps: cafe.steps.filter(({ name }) => name !== "tea") }).graph],
    ["what it reads", change(() => ({ reads: {} }))],
    ["the type of what it reads", change((step) => ({ reads: { beans: { ...step.reads.beans, type: -1 } } }))],
    ["what it drops", change((step) => ({ edges: step.edges.map((edge) => ({ ...edge, drops: "*" })) }))],
    ["where it goes", change((step) => ({ edges: step.edges.map((edge) => ({ ...edge, to: "tea" })) }))],
  ])("by %s", (_, changed) => {
    expect(changed).not.toBe(graph);
  });
});

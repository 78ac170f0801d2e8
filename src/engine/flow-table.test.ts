/** What a worker knows of a graph. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
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

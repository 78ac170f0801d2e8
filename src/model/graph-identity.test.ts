/** What makes a graph another one for state in flight, and what does not. */
import { expect, test } from "vitest";
import { buildGraph, next, on } from "../analyzer/rules/build-graph.fixture.ts";
import type { Graph } from "./graph.ts";
import { identityOf } from "./graph-identity.ts";

const cafe = (moves = [next("coffee", ["beans"])], more: Partial<Graph> = {}): Graph => ({
  ...buildGraph({ start: { ends: moves }, coffee: { reads: ["beans"] } }),
  ...more,
});
const identity = identityOf(cafe());

test.each<readonly [string, Graph]>([
  ["places", cafe(undefined, { at: on(7), file: "other.ts" })],
  ["options of the stack", cafe(undefined, { stack: { memory: 512 } })],
  ["how long its values get", cafe(undefined, { types: cafe().types.map(({ text, schema }) => ({ text, schema })) })],
  ["how long a value gets that is written out", cafe([next("coffee", ["beans"], [], { sets: withBytes(cafe()) })])],
  ["of what type a value is set", cafe([next("coffee", ["beans: 12"])])],
  ["a type that nothing has", { ...cafe(), types: [...cafe().types, { text: "Date", schema: {} }] }],
])("%s makes it no other", (_, graph) => {
  expect(identityOf(graph)).toBe(identity);
});

test.each<readonly [string, Graph]>([
  ["what is set", cafe([next("coffee", ["beans", "milk"])])],
  ["what is dropped", cafe([next("coffee", ["beans"], ["milk"])])],
  ["another way", cafe([next("coffee", ["beans"]), next("coffee")])],
  ["what a type allows", cafe(undefined, { types: cafe().types.map((type) => ({ ...type, schema: { type: "string" } })) })],
])("%s makes it another", (_, graph) => {
  expect(identityOf(graph)).not.toBe(identity);
});

function withBytes({ steps }: Graph) {
  const [edge] = steps[0]?.edges ?? [];
  const sets = edge?.kind === "next" ? edge.sets : {};
  return Object.fromEntries(Object.entries(sets).map(([key, update]) => [key, { ...update, mostBytes: 2 }]));
}

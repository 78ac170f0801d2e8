/** What a run does with the pipeline's graph: it checks the input and leaves behind what no later step reads. */
import { Pipeline, run, step } from "orchwits";
import { expect, test } from "vitest";
import { type Graph, graphVersion, type Read, type Step, type Update } from "../model/graph.ts";

const at = { file: "shop.ts", line: 1, column: 1, endLine: 1, endColumn: 2 };
const needed: Read = { type: 0, optional: false, at };
const welcome: Read = { type: 0, optional: true, at };
const update: Update = { type: 0, optional: false, at };

const stepOf = (name: string, reads: Step["reads"], edges: Step["edges"], readsAll = false): Step => ({
  name,
  at,
  reads,
  readsAll,
  edges,
  decisions: [],
  retries: false,
  options: {},
  touches: [],
  strays: [],
  unread: [],
});

const move = (to: string, sets: Record<string, Update> = {}): Step["edges"][number] => ({
  kind: "next",
  to,
  sets,
  setsMore: false,
  drops: [],
  at,
});

const graph: Graph = {
  version: graphVersion,
  pipeline: "Shop",
  file: "shop.ts",
  at,
  steps: [
    stepOf("start", { customer: needed, note: welcome }, [move("ship", { address: update })]),
    stepOf("ship", { address: needed }, [{ kind: "done", at }]),
  ],
  types: [{ text: "string", schema: { type: "string" } }],
  mismatches: [],
};

class Shop extends Pipeline {
  @step()
  start(state: { customer: string; note?: string }) {
    return this.next("ship", { address: Object.keys(state).join() });
  }

  @step()
  ship(state: { address: string }) {
    return this.done(state as object as Record<string, string>);
  }
}

test("keys that no later step reads are left behind", async () => {
  const input = { customer: "Ada", note: "hi", unread: 5 };
  expect(await run(Shop, input)).toEqual({ customer: "Ada", note: "hi", unread: 5, address: "customer,note,unread" });
  expect(await run(Shop, input, { graph })).toEqual({ address: "customer,note" });
});

test("a step that takes the whole state gets all of it", async () => {
  const open = { ...graph, steps: [graph.steps[0] as Step, stepOf("ship", {}, [{ kind: "done", at }], true)] };
  const input = { customer: "Ada", extra: 5 };
  expect(await run(Shop, input, { graph: open })).toMatchObject({ customer: "Ada", extra: 5 });
});

test("an input that lacks a key of the first step is refused", async () => {
  await expect(run(Shop, { custmer: "Ada" } as never, { graph })).rejects.toThrow(
    "Step 'start' of Shop needs 'customer' (string), but the input does not have it. It has 'custmer': is that 'customer'?",
  );
  await expect(run(Shop, {}, { graph, from: "ship" })).rejects.toThrow(
    "Step 'ship' of Shop needs 'address' (string), but the input does not have it.",
  );
});

test("a graph of a later version is refused", async () => {
  const later = { ...graph, version: 99 } as unknown as Graph;
  await expect(run(Shop, { customer: "Ada" }, { graph: later })).rejects.toThrow(
    "The graph of Shop has version 99, but this Orchwits knows up to 1. Update it.",
  );
});

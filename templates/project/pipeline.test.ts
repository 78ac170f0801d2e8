import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "orchwits";
import { Cafe } from "./pipeline.ts";

test("coffee comes with milk", async () => {
  assert.deepEqual(await run(Cafe, { choice: "c" }), { drink: "coffee", milk: true });
});

test("tea comes without", async () => {
  assert.deepEqual(await run(Cafe, { choice: "t" }), { drink: "tea", milk: false });
});

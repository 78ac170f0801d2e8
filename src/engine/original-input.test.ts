/** The input that an execution began with is there for every step that asks for it. */
import { createHash } from "node:crypto";
import { Pipeline, type StepContext, step } from "orchwits";
import { expect, test } from "vitest";
import type { Message } from "../model/message.ts";
import { BenchTop } from "./bench-top.fixture.ts";
import type { Blobs } from "./blobs.ts";

const big = "ü".repeat(20_000);
const hashOf = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** Counts what a store is asked for. */
function counting(blobs: Blobs): Blobs & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    put: (hash, bytes) => {
      asked.push(`put ${bytes.length}`);
      return blobs.put(hash, bytes);
    },
    get: (hash) => {
      asked.push("get");
      return blobs.get(hash);
    },
    list: () => blobs.list(),
    remove: (...given) => blobs.remove(...given),
  };
}

class Origin extends Pipeline {
  @step()
  async start(_: object, { input }: StepContext) {
    const first = await input();
    first.big = "changed";
    const second = await input();
    return this.done({ length: (second.big as string).length });
  }
}

test("a step can ask for the original input, which is fetched once", async () => {
  const bench = new BenchTop(Origin, { flow: { graph: "g", reads: new Map([["start", new Set()]]), live: new Map() } });
  await bench.start({ big });
  const blobs = counting(bench.blobs);
  await bench.drain({ blobs });
  expect(await bench.row()).toMatchObject({ result: { length: 20_000 } });
  expect(blobs.asked).toEqual(["get"]);
});

test("an input that can't be fetched now is no failure of the step; one that is gone is", async () => {
  const bench = new BenchTop(Origin, { flow: { graph: "g", reads: new Map([["start", new Set()]]), live: new Map() } });
  await bench.start({ big });
  const { message } = bench.sent[0] as { message: Message };
  const get = () => Promise.reject(new Error("503"));
  await expect(bench.deliver(message, { blobs: { ...counting(bench.blobs), get } })).rejects.toThrow("503");
  expect(await bench.hops()).toMatchObject([{ status: "claimed", failures: [] }]);
  await bench.blobs.remove(hashOf(big), 1);
  expect(await bench.deliver(message)).toMatchObject({ status: "failed", error: { name: "StepFailed", cause: { name: "BlobFault" } } });
});

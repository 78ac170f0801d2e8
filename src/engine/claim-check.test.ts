/** Large values travel as references: stored once, loaded by those who read them, and checked against their hash. */
import { createHash } from "node:crypto";
import { Pipeline, step } from "orchwits";
import { beforeEach, expect, test } from "vitest";
import { isBlobReference, type Message } from "../model/message.ts";
import { BenchTop } from "./bench-top.fixture.ts";
import type { Blobs } from "./blobs.ts";
import type { FlowTable } from "./flow-table.ts";
import { loadValue } from "./load-state.ts";

const big = "ü".repeat(20_000);
const hashOf = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");

let saw: unknown[] = [];
beforeEach(() => {
  saw = [];
});

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

class Report extends Pipeline {
  @step()
  start() {
    return this.next("look", { big, small: 1 });
  }
  @step()
  look({ small }: { small: number }) {
    saw.push(small);
    return this.next("read", { small: small + 1 });
  }
  @step()
  read(state: { big: string }) {
    saw.push(state);
    return this.next("end", { big: state.big, copy: big });
  }
  @step()
  end({ big, copy }: { big: string; copy: string }) {
    return this.done({ same: big === copy, big });
  }
}

const flow: FlowTable = {
  graph: "g",
  reads: new Map([
    ["start", new Set<string>()],
    ["look", new Set(["small"])],
    ["read", new Set(["big"])],
    ["end", new Set(["big", "copy"])],
  ]),
  live: new Map([
    ["start", new Set<string>()],
    ["look", new Set(["small", "big"])],
    ["read", new Set(["big"])],
    ["end", new Set(["big", "copy"])],
  ]),
};

test("a value is stored once, never again while it stays the same, and loaded only where it is read", async () => {
  const bench = new BenchTop(Report, { flow });
  const blobs = counting(bench.blobs);
  await bench.start({ unread: true });
  const trail: string[] = [];
  while (bench.sent.length > 0) {
    await bench.next({ blobs });
    trail.push(blobs.asked.splice(0).join(" "));
  }
  // The result is another value: an object that contains it.
  expect(trail).toEqual(["put 40002", "", "get", expect.stringMatching(/^get get put \d+$/)]);
  expect(saw).toEqual([1, { big }]);
  const { result } = await bench.row();
  expect(await loadValue(bench.blobs, result, "the result")).toEqual({ same: true, big });
});

test("what no later step reads is left behind, and the journal says so", async () => {
  const bench = new BenchTop(Report, { flow });
  await bench.start({ unread: true });
  await bench.drain();
  const reference = { $blob: hashOf(big), size: 40_002 };
  expect((await bench.hops()).map(({ completion }) => completion)).toMatchObject([
    { set: { big: reference, small: 1 }, dropped: ["unread"] },
    { set: {}, dropped: ["small"] },
    { set: { big: reference, copy: reference }, dropped: [] },
    { kind: "done" },
  ]);
});

test("the limit is 32 KB of JSON in UTF-8", async () => {
  class Edge extends Pipeline {
    @step()
    start() {
      const inside = "x".repeat(32 * 1024 - 2);
      return this.next("end", { inside, outside: `${inside}y`, wide: "€".repeat(10_923) });
    }
    @step()
    end() {
      return this.done();
    }
  }
  const bench = new BenchTop(Edge);
  await bench.start();
  await bench.next();
  const { state } = (bench.sent[0] as { message: Message }).message;
  expect(Object.keys(state).filter((key) => isBlobReference(state[key]))).toEqual(["outside", "wide"]);
});

test("a message never exceeds 240 KB: the largest values go first, however they came together", async () => {
  class Collector extends Pipeline {
    @step()
    start({ count }: { count?: number }) {
      const next = (count ?? 0) + 1;
      return next > 30 ? this.next("end") : this.next("start", { count: next, [`part${next}`]: "x".repeat(20_000 + next) });
    }
    @step()
    end(state: Record<string, unknown>) {
      return this.done(Object.keys(state).length);
    }
  }
  const bench = new BenchTop(Collector);
  await bench.start();
  let largest = 0;
  while (bench.sent.length > 0) {
    largest = Math.max(largest, JSON.stringify((bench.sent[0] as { message: Message }).message).length);
    await bench.next();
  }
  expect(largest).toBeGreaterThan(200_000);
  expect(largest).toBeLessThanOrEqual(240_000);
  expect(await bench.row()).toMatchObject({ status: "completed", result: 31 });
});

test("a state of too many keys fails with what to do", async () => {
  class Keys extends Pipeline {
    @step()
    start() {
      return this.next("start", Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`key${index}`, index])));
    }
  }
  const bench = new BenchTop(Keys);
  await bench.start();
  expect(await bench.drain()).toMatchObject({
    error: {
      name: "StateTooLarge",
      origin: "pipeline",
      message: expect.stringMatching(/^The state has 20,000 keys .* Put what belongs together under one key/),
    },
  });
});

test("a user's value that looks like a reference stays the user's value", async () => {
  const impostor = { $blob: hashOf("secret"), size: 8 };
  class Impostor extends Pipeline {
    @step()
    start({ given }: { given: unknown }) {
      return this.next("end", { made: impostor as never, given: given as null });
    }
    @step()
    end({ made, given }: { made: unknown; given: unknown }) {
      return this.done({ $blob: "x", made, given } as never);
    }
  }
  const bench = new BenchTop(Impostor);
  await bench.start({ given: impostor });
  await bench.drain();
  expect(await loadValue(bench.blobs, (await bench.row()).result, "the result")).toEqual({ $blob: "x", made: impostor, given: impostor });
});

test.each<[what: string, spoil: (bytes: Uint8Array) => Uint8Array | undefined, message: RegExp]>([
  [
    "missing",
    () => undefined,
    /^The value of 'big', 40,002 bytes in the blob [0-9a-f]{64}, is missing\. .* Restore it, or resume with another value\.$/,
  ],
  ["damaged", (bytes) => bytes.with(5, 0x61), /is not what was stored\. It was damaged or replaced\./],
])("a %s blob fails the execution before the step runs; restored, it goes on", async (_, spoil, message) => {
  const bench = new BenchTop(Report);
  await bench.start();
  await bench.next();
  const blobs = { ...counting(bench.blobs), get: async (hash: string) => spoil((await bench.blobs.get(hash)) as Uint8Array) };
  expect(await bench.next({ blobs })).toMatchObject({
    kind: "ended",
    status: "failed",
    error: { name: "BlobFault", origin: "system", message: expect.stringMatching(message) },
  });
  expect(saw).toEqual([]);
});

test("a store that doesn't answer is no failure of the execution", async () => {
  const bench = new BenchTop(Report);
  await bench.start();
  await bench.next();
  const { message } = bench.sent[0] as { message: Message };
  const get = () => Promise.reject(new Error("503"));
  await expect(bench.deliver(message, { blobs: { ...counting(bench.blobs), get } })).rejects.toThrow("503");
  expect(await bench.drain()).toMatchObject({ status: "completed" });
});

test("a value that can't be stored now is no failure either", async () => {
  const bench = new BenchTop(Report);
  await bench.start();
  const put = () => Promise.reject(new Error("disk full"));
  const { message } = bench.sent[0] as { message: Message };
  await expect(bench.deliver(message, { blobs: { ...counting(bench.blobs), put } })).rejects.toThrow("disk full");
  expect(await bench.drain()).toMatchObject({ status: "completed" });
});

test("onFailure is given what is left of a state whose blob is gone", async () => {
  class Careful extends Report {
    override onFailure(_: Error, state: Record<string, unknown>) {
      saw.push(Object.keys(state));
    }
  }
  const bench = new BenchTop(Careful);
  await bench.start();
  await bench.next();
  await bench.blobs.remove(hashOf(big), 1);
  await bench.drain();
  expect(saw).toEqual([["small"]]);
  // But a store that doesn't answer is asked again.
  await bench.start({}, { execution: "f" });
  await bench.next();
  await bench.blobs.remove(hashOf(big), 1);
  await bench.next();
  const get = () => Promise.reject(new Error("503"));
  await expect(bench.next({ blobs: { ...counting(bench.blobs), get } })).rejects.toThrow("503");
});

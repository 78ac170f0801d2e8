/** onFailure runs as a hop of its own: once, whatever is delivered again or crashes. */
import { Pipeline, step } from "orchwits";
import { beforeEach, expect, test } from "vitest";
import type { Message } from "../model/message.ts";
import { BenchTop } from "./bench-top.fixture.ts";

let calls: unknown[] = [];
beforeEach(() => {
  calls = [];
});

class Endless extends Pipeline {
  @step()
  start({ count }: { count?: number }) {
    return this.next("start", { count: (count ?? 0) + 1 });
  }

  override onFailure(error: Error, state: Record<string, unknown>) {
    calls.push([error.name, error.message.slice(0, 60), state, error.stack?.includes("TooManyHops")]);
  }
}

test("more hops than allowed fail the execution; onFailure runs as a hop of its own", async () => {
  const bench = new BenchTop(Endless, { maxHops: 3 });
  await bench.start();
  expect(await bench.drain()).toMatchObject({ kind: "ended", status: "failed", error: { name: "TooManyHops" } });
  expect(await bench.trail()).toBe("start next, start next, start next, start failed, $failure done");
  expect(calls).toEqual([["TooManyHops", expect.stringContaining("took 3 hops"), { count: 3 }, true]]);
  expect(await bench.row()).toMatchObject({
    status: "failed",
    statusHop: 4,
    error: { name: "TooManyHops", message: expect.stringMatching(/orchwits resume e goes on/) },
  });
});

test("onFailure's run is taken once, whatever is delivered again or crashes", async () => {
  const bench = new BenchTop(Endless, { maxHops: 1 });
  await bench.start();
  await bench.next();
  const failing = bench.sent[0] as { message: Message };
  const lost = { dispatch: () => Promise.reject(new Error("no queue")) };
  await expect(bench.next({ dispatcher: lost })).rejects.toThrow("no queue");
  expect(await bench.row()).toMatchObject({ status: "running" });
  await bench.deliver(failing.message);
  const handler = bench.sent[0] as { message: Message };
  expect(handler.message.step).toBe("$failure");
  await bench.next();
  expect(await bench.deliver(handler.message)).toMatchObject({ kind: "ended", status: "failed", error: { name: "TooManyHops" } });
  expect(await bench.deliver(failing.message)).toMatchObject({ kind: "stale" });
  expect(calls).toHaveLength(1);
});

test("what onFailure throws is recorded and changes nothing; it may be a field", async () => {
  const reported: unknown[] = [];
  class Worse extends Pipeline {
    override onFailure = () => {
      throw new Error("and the phone is dead");
    };
    @step()
    start(): never {
      throw new Error("first");
    }
  }
  const bench = new BenchTop(Worse, { observer: { failureHandlerFailed: (thrown) => reported.push(String(thrown)) } });
  await bench.start();
  await bench.drain();
  expect(await bench.hops()).toMatchObject([{}, { completion: { kind: "failed", error: { message: "and the phone is dead" } } }]);
  expect(await bench.row()).toMatchObject({ status: "failed", error: { cause: { message: "first" } } });
  expect(reported).toEqual(["Error: and the phone is dead"]);
});

test("a class that can't be made has no handler", async () => {
  class Unready extends Pipeline {
    readonly key = readKey();
    @step()
    start() {
      return this.done();
    }
  }
  function readKey(): string {
    throw new Error("API_KEY is not set");
  }
  const bench = new BenchTop(Unready);
  await bench.start();
  expect(await bench.drain()).toMatchObject({ status: "failed", error: { message: expect.stringMatching(/API_KEY is not set/) } });
});

test("a handler whose failure is gone is still run", async () => {
  const bench = new BenchTop(Endless);
  await bench.start();
  const { message } = bench.sent.shift() as { message: Message };
  expect(await bench.deliver({ ...message, hop: 7, step: "$failure" })).toEqual({ kind: "ended", status: "failed" });
  expect(calls).toMatchObject([["Error", "The error was not recorded.", {}, false]]);
});

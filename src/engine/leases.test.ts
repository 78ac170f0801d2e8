/** Whoever runs a hop holds it for a while; after that it is given to whoever asks, and the first holder counts no more. */
import { Pipeline, step } from "orchwits";
import { beforeEach, expect, test } from "vitest";
import type { Message } from "../model/message.ts";
import { BenchTop } from "./bench-top.fixture.ts";
import type { Journal } from "./journal.ts";

let runs: string[] = [];
beforeEach(() => {
  runs = [];
});

/** A method that fails before it does anything. */
function failing<T extends object>(port: T, method: keyof T): T {
  return new Proxy(port, {
    get: (target, key) =>
      key === method
        ? async () => {
            throw new Error("out of order");
          }
        : bind(target, key),
  });
}

function bind(target: object, key: string | symbol): unknown {
  const value = (target as Record<string | symbol, unknown>)[key];
  return typeof value === "function" ? value.bind(target) : value;
}

test("a held hop keeps its message until the lease is over, then it is given to whoever asks", async () => {
  let finish = () => {};
  class Slow extends Pipeline {
    @step()
    async start() {
      const nth = runs.push("start");
      if (nth === 1) await new Promise<void>((resolve) => (finish = resolve));
      return this.done(nth);
    }
  }
  const bench = new BenchTop(Slow);
  await bench.start();
  const { message } = bench.sent.shift() as { message: Message };
  const zombie = bench.deliver(message);
  await Promise.resolve();
  expect(await bench.deliver(message)).toEqual({ kind: "held", until: 10_000 });
  bench.clock.advance(10_000);
  expect(await bench.deliver(message)).toMatchObject({ kind: "ended", result: 2 });
  // The zombie goes on, and its outcome is not taken.
  finish();
  expect(await zombie).toMatchObject({ kind: "ended", result: 2 });
  expect(await bench.row()).toMatchObject({ result: 2 });
});

test("a zombie that ends first, although its lease is over, is taken: nobody else was", async () => {
  let finish = () => {};
  class Slow extends Pipeline {
    @step()
    async start() {
      await new Promise<void>((resolve) => (finish = resolve));
      return this.done(1);
    }
  }
  const bench = new BenchTop(Slow);
  await bench.start();
  const zombie = bench.next();
  await new Promise(setImmediate);
  bench.clock.advance(60_000);
  finish();
  expect(await zombie).toMatchObject({ kind: "ended", result: 1 });
});

test("a claim is renewed while its step runs, and a step whose hop was lost is aborted", async () => {
  const reasons: string[] = [];
  class Slow extends Pipeline {
    @step()
    async start(_: object, { signal }: { signal: AbortSignal }) {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      reasons.push(signal.reason.message);
      return this.done(1);
    }
  }
  const bench = new BenchTop(Slow, { renewEveryMilliseconds: 3_000 });
  await bench.start();
  const { message } = bench.sent.shift() as { message: Message };
  const running = bench.deliver(message);
  for (let seconds = 0; seconds < 30; seconds += 3) {
    await new Promise(setImmediate);
    bench.clock.advance(3_000);
  }
  await new Promise(setImmediate);
  expect(await bench.deliver(message)).toMatchObject({ kind: "held", until: 40_000 });
  await bench.journal.cancelHop({ execution: "e", branch: "", hop: 0, step: "start" }, 0);
  bench.clock.advance(3_000);
  expect(await running).toMatchObject({ kind: "ended", status: "cancelled" });
  expect(reasons).toEqual(["This attempt took longer than its lease, and the step was given to another worker."]);
  expect(bench.clock.pending).toBe(0);
});

test("a journal that can't renew now is asked again", async () => {
  let finish = () => {};
  class Slow extends Pipeline {
    @step()
    async start() {
      await new Promise<void>((resolve) => (finish = resolve));
      return this.done(1);
    }
  }
  const bench = new BenchTop(Slow, { renewEveryMilliseconds: 3_000 });
  await bench.start();
  const running = bench.next({ journal: failing(bench.journal as Journal, "renew") });
  await new Promise(setImmediate);
  bench.clock.advance(3_000);
  await new Promise(setImmediate);
  bench.clock.advance(3_000);
  finish();
  expect(await running).toMatchObject({ kind: "ended", result: 1 });
});

test("a worker that is stopped leaves the hop to the next, which need not wait", async () => {
  const stop = new AbortController();
  class Slow extends Pipeline {
    @step()
    async start() {
      runs.push("start");
      if (runs.length === 1) await new Promise(() => {});
      return this.done(1);
    }
  }
  const bench = new BenchTop(Slow);
  await bench.start();
  const { message } = bench.sent.shift() as { message: Message };
  const running = bench.deliver(message, { signal: stop.signal });
  await new Promise(setImmediate);
  stop.abort(new Error("Ctrl-C"));
  await expect(running).rejects.toThrow("Ctrl-C");
  await expect(bench.deliver(message, { signal: stop.signal })).rejects.toThrow("Ctrl-C");
  expect(await bench.deliver(message)).toMatchObject({ kind: "ended", result: 1 });
  expect(await bench.hops()).toMatchObject([{ attempt: 1, failures: [] }]);
});

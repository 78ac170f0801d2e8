/** A hop's outcome is taken once, whatever is delivered, lost, late or dead. */
import { Pipeline, step } from "orchwits";
import { beforeEach, expect, test } from "vitest";
import type { Message } from "../model/message.ts";
import { BenchTop } from "./bench-top.fixture.ts";
import type { Journal } from "./journal.ts";

let runs: string[] = [];
beforeEach(() => {
  runs = [];
});

class Line extends Pipeline {
  @step()
  start({ left }: { left: number }) {
    runs.push(`start ${left}`);
    return left > 0 ? this.next("start", { left: left - 1 }) : this.next("end", { ended: true });
  }

  @step()
  end({ ended }: { ended: boolean }) {
    runs.push("end");
    return this.done({ ended });
  }
}

/** A journal or dispatcher method that does its work and then fails, as when the answer is lost. */
function losingAnswers<T extends object>(port: T, method: keyof T): T {
  const original = port[method] as (...given: unknown[]) => Promise<unknown>;
  const failing = async (...given: unknown[]) => {
    await original.apply(port, given);
    throw new Error("the answer was lost");
  };
  return new Proxy(port, { get: (target, key) => (key === method ? failing : bind(target, key)) });
}

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

test("runs from start to end, and keeps updates instead of states", async () => {
  const bench = new BenchTop(Line);
  await bench.start({ left: 1, unread: [1] });
  expect(await bench.drain()).toEqual({ kind: "ended", status: "completed", result: { ended: true } });
  expect(await bench.row()).toMatchObject({ status: "completed", result: { ended: true }, statusHop: 2, endedAt: 0 });
  expect((await bench.hops()).map(({ completion }) => completion)).toEqual([
    { kind: "next", to: "start", set: { left: 0 }, dropped: [], afterMilliseconds: 0 },
    { kind: "next", to: "end", set: { ended: true }, dropped: [], afterMilliseconds: 0 },
    { kind: "done", result: { ended: true } },
  ]);
  expect(runs).toEqual(["start 1", "start 0", "end"]);
});

test("a message delivered again at any time changes nothing and sends nothing that was received", async () => {
  const bench = new BenchTop(Line);
  const delivered: Message[] = [];
  await bench.start({ left: 3 });
  while (bench.sent.length > 0) {
    delivered.push((bench.sent[0] as { message: Message }).message);
    await bench.next();
    for (const message of delivered.slice(0, -1))
      expect(await bench.deliver(message)).toMatchObject({ kind: "stale", reason: expect.stringMatching(/has begun/) });
    expect(bench.sent.length).toBeLessThan(2);
  }
  for (const message of delivered.toReversed()) await bench.deliver(message);
  expect(bench.sent).toEqual([]);
  expect(runs).toEqual(["start 3", "start 2", "start 1", "start 0", "end"]);
});

test.each<[port: "journal" | "dispatcher", method: string, trail: string]>([
  ["journal", "claim", "start claimed"],
  ["journal", "complete", "start next"],
  ["dispatcher", "dispatch", "start next"],
])("when the answer of %s.%s is lost, the next delivery goes on", async (port, method, trail) => {
  const bench = new BenchTop(Line);
  await bench.start({ left: 0 });
  const { message } = bench.sent.shift() as { message: Message };
  const broken = losingAnswers(bench.worker[port] as object, method as never);
  await expect(bench.deliver(message, { [port]: broken })).rejects.toThrow("the answer was lost");
  expect(await bench.trail()).toBe(trail);
  bench.clock.advance(10_000);
  await bench.deliver(message);
  expect(await bench.drain()).toMatchObject({ status: "completed" });
  expect(await bench.trail()).toBe("start next, end done");
});

test.each(["complete", "claim"])("when %s fails before it is written, the step runs again at once", async (method) => {
  const bench = new BenchTop(Line);
  await bench.start({ left: 0 });
  const { message } = bench.sent[0] as { message: Message };
  await expect(bench.deliver(message, { journal: failing(bench.journal as Journal, method as keyof Journal) })).rejects.toThrow(
    "out of order",
  );
  // What was claimed is given back: the lease need not be over.
  expect(await bench.drain()).toMatchObject({ status: "completed" });
});

test("a crash between the last hop and the execution's row is healed", async () => {
  const bench = new BenchTop(Line);
  await bench.start({ left: 0 });
  await bench.next();
  const { message } = bench.sent[0] as { message: Message };
  await expect(bench.next({ journal: failing(bench.journal as Journal, "setStatus") })).rejects.toThrow("out of order");
  expect(await bench.row()).toMatchObject({ status: "running" });
  expect(await bench.deliver(message)).toMatchObject({ kind: "ended", status: "completed" });
  expect(await bench.row()).toMatchObject({ status: "completed", result: { ended: true } });
  expect(runs).toEqual(["start 0", "end"]);
});

test("a client that asks again after a lost answer is not refused by its own claim", async () => {
  const bench = new BenchTop(Line);
  const journal = new Proxy(bench.journal as Journal, {
    get: (target, key) =>
      key === "claim" || key === "complete"
        ? async (...given: never[]) => {
            await (bind(target, key) as (...given: never[]) => Promise<unknown>)(...given);
            return (bind(target, key) as (...given: never[]) => Promise<unknown>)(...given);
          }
        : bind(target, key),
  });
  await bench.start({ left: 1 });
  expect(await bench.drain({ journal })).toMatchObject({ status: "completed" });
  expect(runs).toEqual(["start 1", "start 0", "end"]);
});

test.each<[what: string, change: Partial<Message>, reason: RegExp]>([
  ["of another step", { step: "end" }, /^hop 0 belongs to 'start', not to 'end'$/],
  ["of an attempt that nobody asked for", { attempt: 2 }, /^attempt 2 of hop 0 was never asked for$/],
])("a message %s is left alone", async (_, change, reason) => {
  const bench = new BenchTop(Line);
  await bench.start({ left: 0 });
  const { message } = bench.sent[0] as { message: Message };
  await bench.journal.claim({ ...message, token: "t", owner: "o", now: 0, leaseUntil: 1 });
  expect(await bench.deliver({ ...message, ...change })).toEqual({ kind: "stale", reason: expect.stringMatching(reason) });
});

test("a message that outlived its execution runs nothing", async () => {
  const bench = new BenchTop(Line);
  await bench.start({ left: 0 });
  const { message } = bench.sent[0] as { message: Message };
  await bench.drain();
  await bench.journal.remove("e");
  runs = [];
  expect(await bench.deliver(message)).toMatchObject({ kind: "ended", status: "cancelled" });
  expect(runs).toEqual([]);
});

test("what a worker need not be told has a default", async () => {
  const bench = new BenchTop(Line, { makeToken: undefined, random: undefined });
  await bench.start({ left: 1 });
  expect(await bench.drain()).toMatchObject({ status: "completed" });
  const tokens = (await bench.hops()).map(({ token }) => token);
  expect(new Set(tokens).size).toBe(3);
});

test("many keys can be dropped at once", async () => {
  class Cleaner extends Pipeline {
    @step()
    start() {
      return this.next("end", { kept: 1 }, { drop: "*" });
    }
    @step()
    end(state: Record<string, unknown>) {
      return this.done(state as never);
    }
  }
  const bench = new BenchTop(Cleaner);
  await bench.start(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`key${index}`, index])));
  expect(await bench.drain()).toMatchObject({ result: { kept: 1 } });
  expect((await bench.hops())[0]?.completion).toMatchObject({ dropped: expect.toSatisfy((keys: string[]) => keys.length === 20) });
});

test("a hop that vanished, or ended without an outcome, is left alone", async () => {
  const bench = new BenchTop(Line);
  await bench.start({ left: 0 });
  const { message } = bench.sent[0] as { message: Message };
  const vanishing = new Proxy(bench.journal as Journal, {
    get: (target, key) => (key === "complete" ? async () => false : key === "readHop" ? async () => undefined : bind(target, key)),
  });
  expect(await bench.deliver(message, { journal: vanishing })).toEqual({
    kind: "stale",
    reason: "the execution is not in the journal any more",
  });
  const odd = { ...message, hop: 5, step: "start", status: "ended" as const, startedAt: 0, failures: [] };
  await bench.journal.append(odd);
  expect(await bench.deliver({ ...message, hop: 5 })).toEqual({ kind: "stale", reason: "hop 5 has ended without an outcome" });
});

test("a journal that can't even take a claim back changes nothing about what went wrong", async () => {
  const bench = new BenchTop(Line);
  await bench.start({ left: 0 });
  const journal = failing(failing(bench.journal as Journal, "complete"), "renew");
  await expect(bench.next({ journal })).rejects.toThrow("out of order");
});

/** Cancelling at any moment: no outcome is taken any more, and what has ended stays as it is. */
import { Pipeline, step } from "orchwits";
import { beforeEach, expect, test } from "vitest";
import type { Message } from "../model/message.ts";
import { BenchTop } from "./bench-top.fixture.ts";
import { cancelExecution } from "./cancel-execution.ts";
import { resumeExecution } from "./resume-execution.ts";

let broken = true;
beforeEach(() => {
  broken = true;
});

class Shop extends Pipeline {
  @step()
  start({ items }: { items: string[] }) {
    return this.next("price", { total: items.length, note: "n".repeat(50_000) });
  }

  @step()
  price({ total, repaired }: { total: number; repaired?: boolean }) {
    if (broken && !repaired) throw new Error("no prices");
    return this.next("end", { total: total * 2 }, { drop: "items" });
  }

  @step()
  end({ total }: { total: number }) {
    return this.done({ total });
  }
}

test("an execution that runs is cancelled: what its step returns is not taken", async () => {
  const bench = new BenchTop(Shop);
  await bench.start({ items: [] });
  const { message } = bench.sent.shift() as { message: Message };
  const dispatcher = { dispatch: async () => {} };
  // Cancelled between the step and its completion.
  const running = bench.deliver(message, {
    dispatcher,
    blobs: {
      put: () => cancelExecution(bench.worker, "e"),
      get: (hash) => bench.blobs.get(hash),
    },
  });
  expect(await running).toEqual({ kind: "ended", status: "cancelled" });
  expect(await bench.trail()).toBe("start cancelled");
  expect(await bench.row()).toMatchObject({ status: "cancelled", statusHop: 0 });
});

test.each(["before its first hop", "between hops", "while an attempt waits"])("it is cancelled %s", async (when) => {
  class Waiting extends Shop {
    @step({ retry: { attempts: 9 } })
    override price(): never {
      throw new Error("no");
    }
  }
  const bench = new BenchTop(Waiting);
  await bench.start({ items: [] });
  if (when !== "before its first hop") await bench.next();
  if (when === "while an attempt waits") await bench.next();
  await cancelExecution(bench.worker, "e");
  expect(await bench.drain()).toEqual({ kind: "ended", status: "cancelled" });
  expect(await bench.row()).toMatchObject({ status: "cancelled" });
  expect((await bench.hops()).at(-1)).toMatchObject({ status: "cancelled" });
  await expect(cancelExecution(bench.worker, "e")).rejects.toThrow("Execution 'e' can't be cancelled: it is cancelled already.");
});

test("a cancellation that was interrupted is finished by a message or by cancelling again", async () => {
  const bench = new BenchTop(Shop);
  await bench.start({ items: [] });
  await bench.journal.cancelHop({ execution: "e", branch: "", hop: 0, step: "start" }, 0);
  expect(await bench.row()).toMatchObject({ status: "running" });
  await cancelExecution(bench.worker, "e");
  expect(await bench.row()).toMatchObject({ status: "cancelled" });
});

test("a cancellation that comes as the hop ends looks again", async () => {
  const bench = new BenchTop(Shop);
  await bench.start({ items: [] });
  const { message } = bench.sent[0] as { message: Message };
  let raced = false;
  const journal = Object.assign(Object.create(bench.journal), {
    readExecution: () => bench.journal.readExecution("e"),
    setStatus: bench.journal.setStatus.bind(bench.journal),
    cancelHop: bench.journal.cancelHop.bind(bench.journal),
    readLastHop: async () => {
      if (raced) return bench.journal.readLastHop("e", "");
      raced = true;
      await bench.journal.claim({ ...message, token: "t", owner: "o", now: 0, leaseUntil: 1 });
      const last = await bench.journal.readLastHop("e", "");
      await bench.journal.complete(message, "t", { kind: "next", to: "price", set: {}, dropped: [], afterMilliseconds: 0 }, 1);
      return last;
    },
  });
  await cancelExecution({ ...bench.worker, journal }, "e");
  expect(await bench.trail()).toBe("start next, price cancelled");
});

test("what has ended can't be cancelled, and its row is brought up to date", async () => {
  const bench = new BenchTop(Shop);
  broken = false;
  await bench.start({ items: [] });
  const setStatus = () => Promise.reject(new Error("down"));
  const journal = Object.assign(Object.create(bench.journal), { setStatus });
  for (const method of ["claim", "complete", "renew", "readHop"] as const) journal[method] = bench.journal[method].bind(bench.journal);
  await bench.next();
  await bench.next();
  await expect(bench.next({ journal })).rejects.toThrow("down");
  await expect(cancelExecution(bench.worker, "e")).rejects.toThrow("can't be cancelled: its last step has just ended.");
  expect(await bench.row()).toMatchObject({ status: "completed", result: { total: 0 } });
  await expect(cancelExecution(bench.worker, "nobody")).rejects.toThrow("There is no execution 'nobody' in this journal.");
});

test("a failure whose handler has yet to run can be cancelled, but not one whose handler ran", async () => {
  class Handled extends Shop {
    override onFailure() {}
  }
  const bench = new BenchTop(Handled);
  await bench.start({ items: [] });
  await bench.next();
  await bench.next();
  await cancelExecution(bench.worker, "e");
  expect(await bench.trail()).toBe("start next, price failed, $failure cancelled");
  expect(await resumeExecution(bench.worker, "e")).toMatchObject({ kind: "resumed", message: { hop: 4, step: "price" } });
  await bench.next();
  await bench.next();
  const { message } = bench.sent[0] as { message: Message };
  await bench.journal.claim({ ...message, token: "t", owner: "o", now: 0, leaseUntil: 1 });
  await bench.journal.complete(message, "t", { kind: "done" }, 1);
  await expect(cancelExecution(bench.worker, "e")).rejects.toThrow("its last step has just ended");
  expect(await bench.row()).toMatchObject({ status: "failed" });
});

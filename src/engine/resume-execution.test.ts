/** Resuming: from where it failed, from earlier, or from where it is stuck; by two at once, and after interruptions. */
import { Pipeline, step } from "orchwits";
import { beforeEach, expect, test } from "vitest";
import type { Message } from "../model/message.ts";
import { BenchTop } from "./bench-top.fixture.ts";
import { rebuildStates } from "./rebuild-states.ts";
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

const noQueue = { dispatch: () => Promise.reject(new Error("no queue")) };

async function failedShop(): Promise<BenchTop> {
  const bench = new BenchTop(Shop);
  await bench.start({ items: ["a", "b"] });
  await bench.drain();
  return bench;
}

test("a failed execution goes on from the failed hop with the same state", async () => {
  const bench = await failedShop();
  broken = false;
  expect(await resumeExecution(bench.worker, "e")).toMatchObject({
    kind: "resumed",
    message: { hop: 3, step: "price", attempt: 1, countedFrom: 3 },
  });
  expect(await bench.row()).toMatchObject({ status: "running" });
  expect(await bench.row()).not.toHaveProperty("error");
  await bench.drain();
  expect(await bench.row()).toMatchObject({ status: "completed", result: { total: 4 } });
  expect(await bench.trail()).toBe("start next, price failed, $resume next, price next, end done");
});

test.each<[what: string, request: object, result: unknown]>([
  ["with keys set", { set: { repaired: true, total: 10 } }, { total: 20 }],
  ["with a state of its own", { state: { total: 7, repaired: true } }, { total: 14 }],
  ["with keys dropped and set", { drop: ["note", "repaired"], set: { repaired: true } }, { total: 4 }],
  ["from an earlier hop", { fromHop: 0, set: { items: [], repaired: true } }, { total: 0 }],
])("it goes on %s", async (_, request, result) => {
  const bench = await failedShop();
  await resumeExecution(bench.worker, "e", request);
  await bench.drain();
  expect(await bench.row()).toMatchObject({ status: "completed", result });
});

test("dropped keys of a given state don't come back, and a large change is stored as blobs", async () => {
  const bench = await failedShop();
  const large = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`k${index}`, "x".repeat(30_000)]));
  const { message } = await resumeExecution(bench.worker, "e", { state: { total: 1, gone: 1, ...large }, drop: ["gone"] });
  expect(Object.keys(message.state)).toEqual(["total", ...Object.keys(large)]);
  const row = (await bench.hops()).find(({ step }) => step === "$resume");
  expect(JSON.stringify(row).length).toBeLessThan(200_000);
});

test("two resumptions at once: one wins", async () => {
  const bench = await failedShop();
  const both = await Promise.allSettled([resumeExecution(bench.worker, "e"), resumeExecution(bench.worker, "e")]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(both.find(({ status }) => status === "rejected")).toMatchObject({
    reason: {
      name: "ExecutionConflict",
      message: "Execution 'e' was resumed by someone else just now. See how it goes with 'orchwits show'.",
    },
  });
  expect(bench.sent).toHaveLength(1);
});

test("a resumption that was interrupted is finished by resuming again", async () => {
  const bench = await failedShop();
  await expect(resumeExecution({ ...bench.worker, dispatcher: noQueue }, "e", { set: { repaired: true } })).rejects.toThrow("no queue");
  await expect(resumeExecution(bench.worker, "e", { set: { repaired: true } })).rejects.toThrow(
    "has not ended, so that it can't be changed",
  );
  expect(await resumeExecution(bench.worker, "e")).toMatchObject({ kind: "redelivered", message: { hop: 3, state: { repaired: true } } });
  await bench.drain();
  expect(await bench.row()).toMatchObject({ result: { total: 4 } });
});

test("a late duplicate of the failed hop doesn't undo a resumption", async () => {
  const bench = new BenchTop(Shop);
  await bench.start({ items: [] });
  await bench.next();
  const failing = bench.sent[0] as { message: Message };
  await bench.drain();
  await resumeExecution(bench.worker, "e");
  expect(await bench.deliver(failing.message)).toMatchObject({ kind: "stale" });
  // Not even one that looked before and writes after.
  await bench.journal.setStatus("e", ["running"], "failed", { now: 9, hop: 1 });
  expect(await bench.row()).toMatchObject({ status: "running" });
});

test("an execution that is stuck gets its message again", async () => {
  class Slow extends Pipeline {
    @step()
    start() {
      return this.next("wait", {}, { after: "1m" });
    }
    @step({ retry: { attempts: 3, backoff: "fixed", first: "10s" } })
    wait({ fine }: { fine?: boolean }) {
      if (!fine) throw new Error("no");
      return this.done();
    }
  }
  const bench = new BenchTop(Slow);
  await bench.start();
  const again = async () => {
    const { message, afterMilliseconds } = await resumeExecution(bench.worker, "e");
    bench.sent.pop();
    return [message.hop, message.step, message.attempt, afterMilliseconds];
  };
  expect(await again()).toEqual([0, "start", 1, 0]);
  await bench.next();
  bench.clock.advance(20_000);
  expect(await again()).toEqual([1, "wait", 1, 40_000]);
  await bench.next();
  bench.clock.advance(1_000);
  expect(await again()).toEqual([1, "wait", 2, 9_000]);
  await bench.journal.claim({ ...(bench.sent[0] as { message: Message }).message, token: "t", owner: "o", now: 0, leaseUntil: 1 });
  expect(await again()).toEqual([1, "wait", 2, 0]);
});

test("a failure that was not marked yet is left to its worker", async () => {
  class Handled extends Shop {
    override onFailure() {}
  }
  const bench = new BenchTop(Handled);
  await bench.start({ items: [] });
  await bench.next();
  await bench.next();
  bench.sent.length = 0;
  expect(await resumeExecution(bench.worker, "e")).toMatchObject({ kind: "redelivered", message: { hop: 1, step: "price" } });
  expect(await bench.drain()).toMatchObject({ status: "failed" });
  expect(await bench.trail()).toBe("start next, price failed, $failure done");
  expect(await resumeExecution(bench.worker, "e")).toMatchObject({ kind: "resumed", message: { hop: 4, step: "price" } });
});

test.each<[request: object, fault: string]>([
  [{ fromHop: 9 }, "Execution 'e' can't be resumed from hop 9: there is none. Its steps are the hops 0, 1."],
  [{ set: { $x: 1 } }, "What is set can't have the key '$x'"],
  [{ state: 5 }, "The state to resume with must be an object"],
])("a resumption with %j is refused", async (request, fault) => {
  const bench = await failedShop();
  await expect(resumeExecution(bench.worker, "e", request)).rejects.toThrow(fault);
  expect(await bench.row()).toMatchObject({ status: "failed" });
});

test("only steps can be resumed from, and only what has not completed", async () => {
  const bench = await failedShop();
  await resumeExecution(bench.worker, "e");
  await bench.drain();
  await expect(resumeExecution(bench.worker, "e", { fromHop: 2 })).rejects.toThrow(
    "from hop 2: that is '$resume', no step. Its steps are the hops 0, 1, 3.",
  );
  broken = false;
  await resumeExecution(bench.worker, "e");
  await bench.drain();
  await expect(resumeExecution(bench.worker, "e")).rejects.toThrow("Execution 'e' has completed, so that there is nothing to resume.");
  await expect(resumeExecution(bench.worker, "nobody")).rejects.toThrow("There is no execution 'nobody'");
});

test("states are rebuilt as they travelled, byte for byte", async () => {
  const bench = await failedShop();
  const travelled = new Map<number, string>();
  await resumeExecution(bench.worker, "e", { fromHop: 0, set: { repaired: true, items: ["x"] }, drop: ["items"] });
  while (bench.sent.length > 0) {
    const { message } = bench.sent[0] as { message: Message };
    travelled.set(message.hop, JSON.stringify(message.state));
    await bench.next();
  }
  const rebuilt = new Map<number, string>();
  for await (const { row, state } of rebuildStates(bench.journal, await bench.row())) rebuilt.set(row.hop, JSON.stringify(state));
  for (const [hop, state] of travelled) expect(rebuilt.get(hop)).toBe(state);
  expect(travelled.size).toBe(3);
  // Hops of other branches are not the trunk's.
  const other = { execution: "e", branch: "b", hop: 0, step: "s", attempt: 1, status: "ended" as const, startedAt: 0, failures: [] };
  await bench.journal.append(other);
  for await (const { row } of rebuildStates(bench.journal, await bench.row())) expect(row.branch).toBe("");
});

test("where early hops are not kept any more, nobody is told a wrong state; from a resumption on, states can be told again", async () => {
  const bench = await failedShop();
  broken = false;
  const [all, row] = [await bench.hops(), await bench.row()];
  const kept = (from: number) => ({
    ...bench.worker,
    journal: Object.assign(Object.create(bench.journal), {
      readExecution: async () => row,
      readHops: async function* () {
        for (const hop of all) if (hop.hop >= from) yield hop;
      },
    }),
  });
  await expect(resumeExecution(kept(1), "e")).rejects.toThrow("Hop 0 of execution 'e' is not in the journal any more, so that the state");
  await expect(resumeExecution(kept(9), "e")).rejects.toThrow(/^Hops 0 to \d+ of execution 'e' are not in the journal any more/);
  await resumeExecution(bench.worker, "e");
  await bench.drain();
  const resumed = (await bench.hops()).filter(({ hop }) => hop >= all.length);
  const journal = {
    readHops: async function* () {
      yield* resumed;
    },
  };
  const found = [];
  for await (const { row: hop } of rebuildStates(journal as never, row)) found.push(hop.step);
  expect(found[0]).toBe("$resume");
  expect(found.length).toBe(resumed.length);
});

test("an end without a result has none", async () => {
  class Silent extends Pipeline {
    @step()
    start() {
      return this.done();
    }
  }
  const bench = new BenchTop(Silent);
  await bench.start();
  expect(await bench.drain()).toEqual({ kind: "ended", status: "completed" });
  expect(await bench.row()).not.toHaveProperty("result");
});

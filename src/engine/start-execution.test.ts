/** Starting may be interrupted and repeated: an execution begins once, and as it was first asked to. */
import { Pipeline, step } from "orchwits";
import { beforeEach, expect, test } from "vitest";
import { BenchTop } from "./bench-top.fixture.ts";
import { resumeExecution } from "./resume-execution.ts";
import { startExecution } from "./start-execution.ts";

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

test("starting twice with one id starts once", async () => {
  const bench = new BenchTop(Shop);
  await bench.start({ items: [] });
  await bench.start({ items: [] });
  expect(bench.sent).toHaveLength(2);
  await bench.drain();
  await bench.start({ items: [] });
  expect(bench.sent).toEqual([]);
});

test("a start that was interrupted is finished by starting again", async () => {
  const bench = new BenchTop(Shop);
  const request = { execution: "e", pipeline: "Shop", source: "test", graph: null, input: { items: [] } };
  await expect(startExecution({ ...bench.worker, dispatcher: noQueue }, request)).rejects.toThrow("no queue");
  expect(await startExecution(bench.worker, request)).toMatchObject({ dispatched: true, row: { status: "running" } });
  expect(bench.sent).toHaveLength(1);
});

test.each<[change: object, fault: string]>([
  [{ pipeline: "Other" }, "There is an execution 'e' already, of Shop. Start this one with an id of its own."],
  [{ from: "end" }, "There is an execution 'e' already, from 'start'."],
  [{ input: { items: ["other"] } }, "There is an execution 'e' already, with another input."],
  [{ execution: "../e" }, "'../e' can't be the id of an execution. Use up to 100 letters"],
  [{ input: { $next: "end" } }, "The input of Shop can't have the key '$next': keys that begin with '$' are reserved"],
  [{ input: [1] }, "The input of Shop must be an object, as in { key: value }, but it is an array."],
  [{ input: null }, "but it is {}"],
  [{ input: "x" }, "but it is a string."],
  [{ input: { at: new Date() } }, "The input of Shop must be JSON, but 'at' is a Date"],
  [{ input: new Map() }, "The input of Shop must be JSON, but it is a Map"],
])("a start with %j is refused", async (change, fault) => {
  const bench = new BenchTop(Shop);
  await bench.start({ items: [] });
  const start = startExecution(bench.worker, {
    execution: "e",
    pipeline: "Shop",
    source: "test",
    graph: null,
    input: { items: [] },
    ...change,
  });
  if (fault === "but it is {}") await expect(start).rejects.toThrow("with another input");
  else await expect(start).rejects.toThrow(fault);
});

test("an id is made where none is given, and a getter's own error is not hidden", async () => {
  const bench = new BenchTop(Shop);
  const request = { pipeline: "Shop", source: "test", graph: null };
  expect((await startExecution(bench.worker, request)).row.execution).toMatch(/^[0-9a-f-]{36}$/);
  const input = Object.defineProperty({}, "x", {
    enumerable: true,
    get: () => {
      throw new Error("mine");
    },
  }) as object;
  await expect(startExecution(bench.worker, { ...request, input })).rejects.toThrow("mine");
});

test("it can begin at another step, also after an interruption", async () => {
  const bench = new BenchTop(Shop);
  await bench.start({ total: 3 }, { from: "end" });
  bench.sent.length = 0;
  await resumeExecution(bench.worker, "e");
  await bench.drain();
  expect(await bench.row()).toMatchObject({ result: { total: 3 } });
});

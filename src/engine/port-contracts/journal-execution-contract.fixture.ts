/** What every journal must do with the rows of executions. */
import assert from "node:assert/strict";
import type { ExecutionRow, Journal } from "../journal.ts";
import { claiming, exampleRow } from "./journal-examples.fixture.ts";

/** Defines the tests, in a journal that holds the example execution already. */
export function executionContract(law: (name: string, run: (journal: Journal, other: Journal) => Promise<void>) => unknown): void {
  law("starting twice with one id starts once", async (journal, other) => {
    const again = await other.begin({ ...exampleRow, pipeline: "Other", startedAt: 9 });
    assert.deepEqual(again, { began: false, row: exampleRow });
    assert.deepEqual(await journal.readExecution("e1"), exampleRow);
    assert.equal(await journal.readExecution("e2"), undefined);
  });

  law("of many who start one id at once, one does", async (journal, other) => {
    const rows = Array.from({ length: 10 }, (_, index) => ({ ...exampleRow, execution: "e2", pipeline: `P${index}` }));
    const begun = await Promise.all(rows.map((row, index) => (index % 2 ? journal : other).begin(row)));
    assert.equal(begun.filter(({ began }) => began).length, 1);
    assert.equal(new Set(begun.map(({ row }) => row.pipeline)).size, 1);
  });

  law("a row comes back as it was written", async (journal, other) => {
    const input = JSON.parse('{"z":[1,{"__proto__":null}],"a":"💡\\u2028\\"","":0.1,"n":null}');
    const row: ExecutionRow = { ...exampleRow, execution: "e2", graph: "f".repeat(64), from: "tea", input };
    await journal.begin(row);
    const found = await other.readExecution("e2");
    assert.deepEqual(found, row);
    assert.equal(JSON.stringify(found?.input), JSON.stringify(input));
  });

  law("a status moves from those named only", async (journal, other) => {
    assert.equal(await journal.setStatus("e1", ["failed", "cancelled"], "running", { now: 3_000, hop: 4 }), false);
    assert.equal(await journal.setStatus("e2", ["running"], "failed", { now: 3_000, hop: 4 }), false);
    assert.deepEqual(await other.readExecution("e1"), exampleRow);
    assert.equal(await journal.setStatus("e1", ["failed", "running"], "completed", { now: 3_000, hop: 4, result: null }), true);
    assert.deepEqual(await other.readExecution("e1"), { ...exampleRow, status: "completed", endedAt: 3_000, result: null, statusHop: 4 });
  });

  law("a status brings its own end, result and error, and no others", async (journal, other) => {
    const error = { name: "StepFailed", message: "no" };
    await journal.setStatus("e1", ["running"], "failed", { now: 3_000, hop: 4, error });
    assert.deepEqual(await other.readExecution("e1"), { ...exampleRow, status: "failed", endedAt: 3_000, error, statusHop: 4 });
    await journal.setStatus("e1", ["failed"], "running", { now: 4_000, hop: 5 });
    assert.deepEqual(await other.readExecution("e1"), { ...exampleRow, status: "running", statusHop: 5 });
    await journal.setStatus("e1", ["running"], "completed", { now: 5_000, hop: 6, result: { milk: false } });
    const ended = { ...exampleRow, status: "completed" as const, endedAt: 5_000, result: { milk: false }, statusHop: 6 };
    assert.deepEqual(await other.readExecution("e1"), ended);
  });

  law("a status that follows from an earlier hop, or the same, changes nothing", async (journal, other) => {
    await journal.setStatus("e1", ["running"], "failed", { now: 3_000, hop: 4 });
    await journal.setStatus("e1", ["failed"], "running", { now: 4_000, hop: 5 });
    const before = await other.readExecution("e1");
    for (const hop of [0, 4, 5]) assert.equal(await other.setStatus("e1", ["running"], "failed", { now: 5_000, hop }), false);
    assert.deepEqual(await other.readExecution("e1"), before);
  });

  law("of two who end an execution at once, one does", async (journal, other) => {
    const [first, second] = await Promise.all([
      journal.setStatus("e1", ["running"], "cancelled", { now: 3_000, hop: 4 }),
      other.setStatus("e1", ["running"], "completed", { now: 3_000, hop: 4 }),
    ]);
    assert.notEqual(first, second);
  });

  law("executions are listed newest first, by status, pipeline and time", async (journal, other) => {
    const add = (execution: string, pipeline: string, startedAt: number) =>
      journal.begin({ ...exampleRow, execution, pipeline, startedAt });
    await add("e2", "Cafe", 3_000);
    await add("e3", "Orders", 2_000);
    await add("e4", "Orders", 4_000);
    await journal.setStatus("e2", ["running"], "failed", { now: 5_000, hop: 0 });
    const ids = async (filter: Parameters<Journal["list"]>[0]) => (await other.list(filter)).map(({ execution }) => execution);
    assert.deepEqual(await ids({}), ["e4", "e2", "e3", "e1"]);
    assert.deepEqual(await ids({ limit: 2 }), ["e4", "e2"]);
    assert.deepEqual(await ids({ status: "running" }), ["e4", "e3", "e1"]);
    assert.deepEqual(await ids({ status: "running", pipeline: "Orders" }), ["e4", "e3"]);
    assert.deepEqual(await ids({ startedBefore: 3_000 }), ["e3", "e1"]);
    assert.deepEqual(await ids({ pipeline: "Orders", limit: 1 }), ["e4"]);
    assert.deepEqual(await ids({ pipeline: "orders" }), []);
  });

  law("what has ended can be removed with its hops, what runs can't", async (journal, other) => {
    await journal.begin({ ...exampleRow, execution: "e2" });
    await journal.claim(claiming());
    await journal.claim(claiming({ execution: "e2" }));
    assert.equal(await other.remove("e1"), false);
    assert.equal(await other.remove("unknown"), false);
    await journal.setStatus("e1", ["running"], "completed", { now: 3_000, hop: 0 });
    assert.equal(await other.remove("e1"), true);
    assert.equal(await other.remove("e1"), false);
    assert.equal(await journal.readExecution("e1"), undefined);
    assert.equal(await journal.readHop({ execution: "e1", branch: "", hop: 0 }), undefined);
    assert.equal((await journal.readHop({ execution: "e2", branch: "", hop: 0 }))?.status, "claimed");
  });
}

/** What is stored together, when others see it, and who is told when it could not be stored. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Message } from "../model/message.ts";
import type { Delivery } from "./deliveries.ts";
import { SqliteDispatcher } from "./sqlite-dispatcher.ts";
import { SqliteJournal } from "./sqlite-journal.ts";
import { SqliteStore } from "./sqlite-store.ts";
import { systemClock } from "./system-clock.ts";

function open(folder: string) {
  const store = new SqliteStore(join(folder, "journal.db"));
  const dispatcher = new SqliteDispatcher(store, systemClock);
  return { store, dispatcher, journal: new SqliteJournal(store, (key) => dispatcher.chainOf(key)) };
}

const row = { execution: "e1", pipeline: "P", source: "p.ts", graph: null, input: {}, status: "running", startedAt: 0 } as const;
let folder: string;
let here: ReturnType<typeof open>;
let there: ReturnType<typeof open>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "orchwits-"));
  here = open(folder);
  there = open(folder);
  await here.journal.begin(row);
});

afterEach(() => {
  here.store.close();
  there.store.close();
  rmSync(folder, { recursive: true });
});

function message(hop: number, execution = "e1"): Message {
  return { execution, branch: "", hop, step: "turn", attempt: 1, state: {}, countedFrom: 0, graph: null };
}

function claim(hop: number) {
  return here.journal.claim({ ...message(hop), token: `t${hop}`, owner: "host:1", now: 1, leaseUntil: 10 });
}

/** Runs hop 0 up to where hop 1 is sent. */
async function runHop(): Promise<Delivery> {
  await here.dispatcher.dispatch(message(0), 0);
  const [delivery] = here.dispatcher.take(1);
  await claim(0);
  const completion = { kind: "next", to: "turn", set: {}, dropped: [], afterMilliseconds: 0 } as const;
  expect(await here.journal.complete(message(0), "t0", completion, 2)).toBe(true);
  await here.dispatcher.dispatch(message(1), 0);
  return delivery as Delivery;
}

const statusThere = async () => (await there.journal.readHop(message(0)))?.status;

test("a hop of a chain is stored with the claim of the next one, before any code runs", async () => {
  const delivery = await runHop();
  expect(await statusThere()).toBe("claimed");
  expect(here.dispatcher.settle(delivery)?.message.hop).toBe(1);
  await claim(1);
  expect(await statusThere()).toBe("ended");
});

test("without a next claim, it is stored before anything is waited for", async () => {
  await runHop();
  await nextTurn();
  expect(await statusThere()).toBe("ended");
});

test("it is stored at once where several branches are worked on, as code may run in between", async () => {
  await here.dispatcher.dispatch(message(0, "other"), 0);
  expect(here.dispatcher.take(1)).toHaveLength(1);
  await runHop();
  expect(await statusThere()).toBe("ended");
});

test("another process may write between two hops of a chain, and is seen", async () => {
  const delivery = await runHop();
  const second = here.dispatcher.settle(delivery) as Delivery;
  await claim(1);
  await there.journal.begin({ ...row, execution: "e2" });
  const completion = { kind: "next", to: "turn", set: {}, dropped: [], afterMilliseconds: 0 } as const;
  expect(await here.journal.complete(message(1), "t1", completion, 3)).toBe(true);
  await here.dispatcher.dispatch(message(2), 0);
  expect(here.dispatcher.settle(second)?.message.hop).toBe(2);
  await claim(2);
  await there.journal.begin({ ...row, execution: "e3" });
  expect(await here.journal.list({})).toHaveLength(3);
  expect((await there.journal.readHop(message(1)))?.status).toBe("ended");
  expect((await there.journal.readHop(message(2)))?.status).toBe("claimed");
});

test("two who write in one process never wait for each other, as neither could go on", async () => {
  there.store.database.exec("PRAGMA busy_timeout = 0");
  const delivery = await runHop();
  await there.journal.begin({ ...row, execution: "e2" });
  expect(await statusThere()).toBe("ended");
  here.dispatcher.settle(delivery);
  await claim(1);
  const completion = { kind: "next", to: "turn", set: {}, dropped: [], afterMilliseconds: 0 } as const;
  expect(await here.journal.complete(message(1), "t1", completion, 3)).toBe(true);
  there.store.write(() => undefined);
  await here.dispatcher.dispatch(message(2), 0);
  open(folder).store.close();
  expect((await there.journal.readHop(message(1)))?.status).toBe("ended");
});

test("a chain that waits keeps nobody from emptying the log", async () => {
  const delivery = await runHop();
  here.dispatcher.settle(delivery);
  await claim(1);
  await nextTurn();
  const checkpoint = there.store.database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
  expect(checkpoint).toEqual({ busy: 0, log: 0, checkpointed: 0 });
});

test("closing stores it", async () => {
  await runHop();
  here.store.close();
  expect(await statusThere()).toBe("ended");
});

test("what could not be stored has not happened, and whoever went on from it is told", async () => {
  const delivery = await runHop();
  // As SQLite itself does when the disk is full or gone.
  here.store.database.exec("ROLLBACK");
  await nextTurn();
  expect(() => here.dispatcher.settle(delivery)).toThrow();
  here.dispatcher.giveBack(delivery, 0);
  expect(await statusThere()).toBe("claimed");
  expect(there.dispatcher.take(1).map(({ message }) => message.hop)).toEqual([0]);
});

test("a write that fails takes back what was to be stored with it, and nothing more", async () => {
  const delivery = await runHop();
  expect(() => here.store.write(() => here.store.database.exec("INSERT INTO nowhere VALUES (1)"))).toThrow("nowhere");
  expect(() => here.dispatcher.settle(delivery)).toThrow("nowhere");
  await here.journal.begin({ ...row, execution: "e2" });
  expect(await there.journal.readExecution("e2")).toBeDefined();
  expect(await statusThere()).toBe("claimed");
});

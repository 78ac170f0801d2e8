/** Who gets a message or a hop when whoever had it hangs, died, or lives at another time. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Message } from "../model/message.ts";
import type { Delivery } from "./deliveries.ts";
import { loadSqlite } from "./load-sqlite.ts";
import { type LocalHome, openLocalHome } from "./local-home.ts";
import { ManualClock } from "./manual-clock.ts";
import { work } from "./worker.ts";

let clock: ManualClock;
let folder: string;
let home: LocalHome;

beforeEach(() => {
  clock = new ManualClock();
  clock.advance(1_700_000_000_000);
  folder = mkdtempSync(join(tmpdir(), "orchwits-"));
  home = openLocalHome({ folder, clock });
});

afterEach(() => {
  home.close();
  rmSync(folder, { recursive: true });
});

function message(change: Partial<Message> = {}): Message {
  return { execution: "e1", branch: "", hop: 0, step: "start", attempt: 1, state: {}, countedFrom: 0, graph: null, ...change };
}

test("what a hanging process holds falls to others when its time is over, and it can't spoil anything then", async () => {
  const other = openLocalHome({ folder, clock });
  await home.dispatcher.dispatch(message(), 0);
  const [hanging] = home.dispatcher.take(1);
  clock.advance(home.dispatcher.visibilityMilliseconds);
  const [taken] = other.dispatcher.take(1);
  expect(taken?.message).toEqual(message());
  home.dispatcher.giveBack(hanging as Delivery, 0);
  expect(home.dispatcher.take(1)).toEqual([]);
  expect(home.dispatcher.settle(hanging as Delivery)).toBeUndefined();
  await other.dispatcher.dispatch(message({ hop: 1 }), 0);
  expect(other.dispatcher.settle(taken as Delivery)?.message.hop).toBe(1);
  other.close();
});

test("a message that was taken over by someone else stays theirs when the first one settles", async () => {
  const other = openLocalHome({ folder, clock });
  await home.dispatcher.dispatch(message(), 0);
  const [hanging] = home.dispatcher.take(1);
  clock.advance(home.dispatcher.visibilityMilliseconds);
  other.dispatcher.take(1);
  home.dispatcher.settle(hanging as Delivery);
  expect(other.dispatcher.nextAt()).toBe(clock.now() + other.dispatcher.visibilityMilliseconds);
  other.close();
});

test("what a dead process holds is free at once", async () => {
  await home.dispatcher.dispatch(message(), 0);
  const [held] = home.dispatcher.take(1);
  expect(held).toBeDefined();
  rename(`${hostname()}:${deadPid()}#1`);
  const again = openLocalHome({ folder, clock });
  expect(again.dispatcher.take(1)).toEqual([]);
  again.dispatcher.recover();
  expect(again.dispatcher.take(1).map((delivery) => delivery.message)).toEqual([message()]);
  again.close();
});

test("a hop in whose hands five processes died is given up, not run by a sixth", async () => {
  await home.dispatcher.dispatch(message(), 0);
  for (let deaths = 0; deaths < 5; deaths++) {
    expect(home.dispatcher.take(1)).toMatchObject([{ deaths }]);
    rename(`${hostname()}:${deadPid()}#${deaths}`);
    home.dispatcher.recover();
  }
  const handled: string[] = [];
  const ended = { kind: "ended", status: "failed" } as const;
  await work({
    deliveries: home.dispatcher,
    clock,
    untilDone: true,
    handle: async () => {
      handled.push("run");
      return ended;
    },
    giveUp: async (given, deaths) => {
      handled.push(`${given.step} given up after ${deaths}`);
      return ended;
    },
  });
  expect(handled).toEqual(["start given up after 5"]);
});

test("a claim of a dead process is taken over at once, one of another host when its lease is over", async () => {
  const row = { execution: "e1", pipeline: "P", source: "p.ts", graph: null, input: {}, status: "running", startedAt: 0 } as const;
  await home.journal.begin(row);
  const claim = (hop: number, owner: string, now: number) =>
    home.journal.claim({ ...message({ hop }), token: `${owner} ${now}`, owner, now, leaseUntil: now + 10_000 });
  await claim(0, `${hostname()}:${deadPid()}`, 1_000);
  expect((await claim(0, home.owner, 1_001)).granted).toBe(true);
  await claim(1, `another.host:${deadPid()}`, 1_000);
  expect((await claim(1, home.owner, 10_999)).granted).toBe(false);
  expect((await claim(1, home.owner, 11_000)).granted).toBe(true);
});

test("a clock that was set back delays nothing", async () => {
  await home.dispatcher.dispatch(message(), 60_000);
  const earlier = new ManualClock();
  earlier.advance(clock.now() - 86_400_000);
  const after = openLocalHome({ folder, clock: earlier });
  after.dispatcher.recover();
  earlier.advance(59_999);
  expect(after.dispatcher.take(1)).toEqual([]);
  earlier.advance(1);
  expect(after.dispatcher.take(1)).toHaveLength(1);
  after.close();
});

test("a message whose execution is removed is removed, too", async () => {
  const row = { execution: "e1", pipeline: "P", source: "p.ts", graph: null, input: {}, status: "cancelled", startedAt: 0 } as const;
  await home.journal.begin(row);
  await home.dispatcher.dispatch(message(), 60_000);
  await home.journal.remove("e1");
  expect(home.dispatcher.nextAt()).toBeUndefined();
  const claim = await home.journal.claim({ ...message(), token: "t", owner: home.owner, now: 0, leaseUntil: 1 });
  expect(claim).toMatchObject({ granted: false, row: { status: "cancelled" } });
});

/** A process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

function rename(lock: string): void {
  const database = new (loadSqlite().DatabaseSync)(join(folder, "journal.db"));
  database.prepare("UPDATE deliveries SET lock = ?").run(lock);
  database.close();
}

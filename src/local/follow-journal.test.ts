/** A branch's stored message may stay behind what the journal says; whoever takes it over goes on from where the branch is. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Completion } from "../engine/journal.ts";
import type { Message } from "../model/message.ts";
import type { Delivery } from "./deliveries.ts";
import { type LocalHome, openLocalHome } from "./local-home.ts";
import { ManualClock } from "./manual-clock.ts";

let folder: string;
let clock: ManualClock;
let here: LocalHome;
let there: LocalHome;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "orchwits-"));
  clock = new ManualClock();
  here = openLocalHome({ folder, clock });
  there = openLocalHome({ folder, clock });
  await here.journal.begin({
    ...{ execution: "e1", pipeline: "P", source: "p.ts", graph: null, input: {}, status: "running", startedAt: 0 },
  });
});

afterEach(() => {
  here.close();
  there.close();
  rmSync(folder, { recursive: true });
});

const first: Message = { execution: "e1", branch: "", hop: 0, step: "turn", attempt: 1, state: { kept: "é" }, countedFrom: 0, graph: null };

function after(message: Message, set: object, dropped: readonly string[] = []): Message {
  const state = Object.fromEntries(Object.entries({ ...message.state, ...set }).filter(([key]) => !dropped.includes(key)));
  return { ...message, hop: message.hop + 1, attempt: 1, state };
}

async function run(home: LocalHome, delivery: Delivery, next: Message, completion: Partial<Completion> = {}): Promise<Delivery> {
  const token = `t${delivery.message.hop}`;
  await home.journal.claim({ ...delivery.message, token, owner: "host:1", now: 0, leaseUntil: 0 });
  const move = { kind: "next", to: next.step, set: {}, dropped: [], afterMilliseconds: 0, ...completion } as Completion;
  expect(await home.journal.complete(delivery.message, token, move, 0)).toBe(true);
  await home.dispatcher.dispatch(next, 0);
  return home.dispatcher.settle(delivery) as Delivery;
}

/** Runs so many hops from a delivery on. */
async function runHops(home: LocalHome, from: Delivery, hops: number): Promise<Delivery> {
  let delivery = from;
  for (let turn = 0; turn < hops; turn++) {
    delivery = await run(home, delivery, after(delivery.message, { turn }), { set: { turn } });
  }
  return delivery;
}

async function take(home: LocalHome): Promise<Delivery> {
  const [delivery] = home.dispatcher.take(1);
  return delivery as Delivery;
}

/** As when the process dies: what it holds falls back when its time is over. */
async function takeOver(): Promise<Delivery> {
  // Without this, the last completion is still on its way.
  await new Promise(setImmediate);
  clock.advance(60_000);
  return take(there);
}

test.each([1, 2, 63, 64, 65, 200])("whoever takes over after %i hops gets the newest message", async (hops) => {
  await here.dispatcher.dispatch(first, 0);
  const newest = await runHops(here, await take(here), hops);
  expect(newest.message.hop).toBe(hops);
  expect(await takeOver()).toEqual(newest);
});

test("what was dropped stays dropped", async () => {
  await here.dispatcher.dispatch(first, 0);
  const second = await run(here, await take(here), after(first, { more: 1 }), { set: { more: 1 } });
  const third = await run(here, second, after(second.message, {}, ["kept"]), { dropped: ["kept"] });
  expect(third.message.state).toEqual({ more: 1 });
  expect(await takeOver()).toEqual(third);
});

test("what was given back is delivered again as it was, and counts its own tries", async () => {
  await here.dispatcher.dispatch(first, 0);
  const newest = await runHops(here, await take(here), 5);
  here.dispatcher.giveBack(newest, 0);
  const again = await take(there);
  expect(again).toEqual({ ...newest, tries: 1 });
  const next = await runHops(there, again, 3);
  there.dispatcher.giveBack(next, 0);
  expect(await take(here)).toEqual({ ...next, tries: 1 });
});

test("a branch that has come to its end is not delivered again", async () => {
  await here.dispatcher.dispatch(first, 0);
  const newest = await runHops(here, await take(here), 5);
  expect(here.dispatcher.settle(newest)).toBeUndefined();
  clock.advance(60_000);
  expect(there.dispatcher.take(1)).toEqual([]);
  expect(there.dispatcher.nextAt()).toBeUndefined();
});

test("a hop that moves on later is delivered once more, for only the engine knows when it is due", async () => {
  await here.dispatcher.dispatch(first, 0);
  const second = await runHops(here, await take(here), 1);
  const completion = { kind: "next", to: "turn", set: {}, dropped: [], afterMilliseconds: 5_000 } as const;
  await here.journal.claim({ ...second.message, token: "t", owner: "host:1", now: 0, leaseUntil: 0 });
  expect(await here.journal.complete(second.message, "t", completion, 0)).toBe(true);
  expect((await takeOver()).message).toEqual(second.message);
});

test("a message that says more than the journal is stored", async () => {
  await here.dispatcher.dispatch(first, 0);
  const second = await run(here, await take(here), { ...after(first, {}), graph: "another" });
  expect(second.message.graph).toBe("another");
  expect(await takeOver()).toEqual(second);
});

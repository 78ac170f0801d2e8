/** What the worker loop does with messages, whatever becomes of them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Handled } from "../engine/handled.ts";
import type { Message } from "../model/message.ts";
import { type LocalHome, openLocalHome } from "./local-home.ts";
import { ManualClock } from "./manual-clock.ts";
import { type WorkOptions, work } from "./worker.ts";

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

const done: Handled = { kind: "ended", status: "completed" };

function message(change: Partial<Message> = {}): Message {
  return { execution: "e1", branch: "", hop: 0, step: "start", attempt: 1, state: {}, countedFrom: 0, graph: null, ...change };
}

/** Works until nothing is left, on a clock that moves whenever something waits for it. */
async function workOff(options: Partial<WorkOptions> & Pick<WorkOptions, "handle">, at = home): Promise<void> {
  let working = true;
  const finished = work({ deliveries: at.dispatcher, clock, untilDone: true, ...options }).finally(() => {
    working = false;
  });
  while (working) {
    await new Promise(setImmediate);
    if (working) clock.advance(50);
  }
  await finished;
}

/** Sends the hop after, and says so. */
async function move(from: Message, at = home): Promise<Handled> {
  const next = message({ ...from, hop: from.hop + 1 });
  await at.dispatcher.dispatch(next, 0);
  return { kind: "moved", next, afterMilliseconds: 0 };
}

test("follows a branch to its end", async () => {
  await home.dispatcher.dispatch(message(), 0);
  const hops: number[] = [];
  await workOff({
    handle: async (given) => {
      hops.push(given.hop);
      return given.hop < 200 ? move(given) : done;
    },
  });
  expect(hops).toEqual(Array.from({ length: 201 }, (_, hop) => hop));
  expect(home.dispatcher.nextAt()).toBeUndefined();
});

test("what could not be handled comes again, later each time", async () => {
  await home.dispatcher.dispatch(message(), 0);
  const waits: number[] = [];
  let failures = 0;
  await workOff({
    handle: async () => {
      if (failures++ < 12) throw new Error("the journal is away");
      return done;
    },
    onFault: (_, __, wait) => waits.push(wait),
  });
  expect(waits).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000, 30_000]);
});

test("a hop that someone else holds comes again, soon even if its lease is long", async () => {
  await home.dispatcher.dispatch(message(), 0);
  const times: number[] = [];
  await workOff({
    handle: async () => {
      times.push(clock.now());
      return times.length < 4 ? { kind: "held", until: clock.now() + (times.length === 1 ? 100 : 3_600_000) } : done;
    },
  });
  const gaps = times.slice(1).map((time, index) => time - (times[index] as number));
  expect(gaps[0]).toBeLessThan(500);
  for (const gap of gaps) expect(gap).toBeLessThan(1_500);
});

test("works on as many branches at once as it may", async () => {
  for (let index = 0; index < 30; index++) await home.dispatcher.dispatch(message({ execution: `e${index}` }), 0);
  let now = 0;
  let most = 0;
  const seen = new Set<string>();
  await workOff({
    concurrency: 4,
    handle: async (given) => {
      most = Math.max(most, ++now);
      await new Promise(setImmediate);
      now--;
      seen.add(given.execution);
      return given.hop < 3 ? move(given) : done;
    },
  });
  expect(most).toBe(4);
  expect(seen.size).toBe(30);
});

test("works on one execution only, if told so", async () => {
  for (const execution of ["mine", "other"]) await home.dispatcher.dispatch(message({ execution }), 0);
  const seen: string[] = [];
  await workOff({
    execution: "mine",
    handle: async (given) => {
      seen.push(given.execution);
      return given.hop < 2 ? move(given) : done;
    },
  });
  expect(seen).toEqual(["mine", "mine", "mine"]);
  expect(home.dispatcher.nextAt("other")).toBeDefined();
});

test("waits for what is due later", async () => {
  const began = clock.now();
  await home.dispatcher.dispatch(message(), 3_600_000);
  let at = 0;
  await workOff({
    handle: async () => {
      at = clock.now();
      return done;
    },
  });
  expect(at - began).toBeGreaterThanOrEqual(3_600_000);
  expect(at - began).toBeLessThan(3_600_500);
});

test("stops when told to: what runs is finished, the rest is left for others, at once", async () => {
  await home.dispatcher.dispatch(message(), 0);
  const stop = new AbortController();
  const hops: number[] = [];
  const handle = async (given: Message) => {
    hops.push(given.hop);
    if (given.hop === 3) stop.abort();
    return given.hop < 6 ? move(given) : done;
  };
  await work({ deliveries: home.dispatcher, clock, handle, signal: stop.signal });
  expect(hops).toEqual([0, 1, 2, 3]);
  expect(home.dispatcher.nextAt()).toBeLessThanOrEqual(clock.now());
  await workOff({ handle });
  expect(hops).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test("a long step keeps its message, whoever else looks for work", async () => {
  const other = openLocalHome({ folder, clock });
  await home.dispatcher.dispatch(message(), 0);
  let runs = 0;
  await workOff({
    handle: async () => {
      runs++;
      for (let second = 0; second < 60; second++) {
        clock.advance(1_000);
        expect(other.dispatcher.take(1)).toEqual([]);
      }
      return done;
    },
  });
  expect(runs).toBe(1);
  other.close();
});

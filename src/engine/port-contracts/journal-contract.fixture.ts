/** What every journal must do: each conditional write, and each race between two who write. */
import assert from "node:assert/strict";
import type { Claim, Completion, HopKey, HopRow, Journal } from "../journal.ts";
import type { DefineTest } from "./define-test.fixture.ts";
import { claiming, exampleRow } from "./journal-examples.fixture.ts";
import { executionContract } from "./journal-execution-contract.fixture.ts";

/** Two connections to one record, as two processes have; they may be one object where there can be no other. */
export interface OpenJournal {
  readonly journal: Journal;
  readonly other: Journal;
  close(): Promise<void>;
}

const key: HopKey = { execution: "e1", branch: "", hop: 0 };
const moved: Completion = { kind: "next", to: "tea", set: { beans: 5, note: null }, dropped: ["milk"], afterMilliseconds: 0 };

/** Defines the tests. Each opens an empty journal. */
export function journalContract(test: DefineTest, open: () => Promise<OpenJournal>): void {
  const law = (name: string, run: (journal: Journal, other: Journal) => Promise<void>) =>
    test(name, async () => {
      const { journal, other, close } = await open();
      try {
        await journal.begin(exampleRow);
        await run(journal, other);
      } finally {
        await close();
      }
    });

  law("a new hop is granted, and everyone sees it", async (journal, other) => {
    assert.equal((await journal.claim(claiming())).granted, true);
    const expected = {
      ...key,
      step: "start",
      attempt: 1,
      status: "claimed",
      startedAt: 2_000,
      owner: "host:1",
      token: "t1",
      leaseUntil: 5_000,
    };
    for (const reader of [journal, other]) assert.deepEqual(await reader.readHop(key), { ...expected, failures: [] });
  });

  law("a hop that is claimed is refused until its lease is over, and says who has it", async (journal, other) => {
    await journal.claim(claiming());
    const refused = await other.claim(claiming({ token: "t2", owner: "host:2", now: 4_999 }));
    assert.deepEqual(pick(rowIn(refused), "status", "token", "owner", "leaseUntil"), ["claimed", "t1", "host:1", 5_000]);
    const granted = await other.claim(claiming({ token: "t2", owner: "host:2", now: 5_000, leaseUntil: 9_000 }));
    assert.equal(granted.granted, true);
    const row = await journal.readHop(key);
    assert.deepEqual(pick(row, "status", "token", "owner", "leaseUntil"), ["claimed", "t2", "host:2", 9_000]);
    assert.equal(row?.startedAt, 2_000, "the hop began when it was first claimed");
  });

  law("whoever lost a claim can write nothing", async (journal, other) => {
    await journal.claim(claiming());
    await other.claim(claiming({ token: "t2", now: 5_000, leaseUntil: 9_000 }));
    const before = await other.readHop(key);
    assert.equal(await journal.renew(key, "t1", 99_000), false);
    assert.equal(await journal.complete(key, "t1", moved, 6_000), false);
    assert.equal(await journal.postpone(key, "t1", failure(1), 7_000), false);
    assert.deepEqual(await other.readHop(key), before);
    assert.equal(await other.complete(key, "t2", moved, 6_000), true);
  });

  law("a lease is moved by its holder, to and fro", async (journal, other) => {
    await journal.claim(claiming());
    assert.equal(await journal.renew(key, "t1", 8_000), true);
    assert.equal((await other.claim(claiming({ token: "t2", now: 7_999 }))).granted, false);
    assert.equal(await journal.renew(key, "t1", 3_000), true);
    assert.equal((await other.claim(claiming({ token: "t2", now: 3_000 }))).granted, true);
    assert.equal(await journal.renew({ ...key, hop: 9 }, "t1", 8_000), false);
  });

  const ends: readonly Completion[] = [
    moved,
    { kind: "next", to: "x", set: { big: { $blob: "b".repeat(64), size: 1 } }, dropped: [], afterMilliseconds: 31_536_000_000 },
    { kind: "done" },
    { kind: "done", result: null },
    { kind: "done", result: { milk: ["Ä", "\u2028", "💡", '"', "\\", "\u0000"] } },
    { kind: "failed", error: { name: "Error", message: "no", stack: "at …", cause: { name: "E", message: "" } } },
  ];
  for (const [index, end] of ends.entries()) {
    law(`a hop ends once, and for all: ${index} (${end.kind})`, async (journal, other) => {
      await journal.claim(claiming());
      assert.equal(await journal.complete(key, "t1", end, 2_500.25), true);
      assert.equal(await journal.complete(key, "t1", { kind: "done" }, 3_000), false);
      assert.equal(await journal.postpone(key, "t1", failure(1), 7_000), false);
      assert.equal(await journal.renew(key, "t1", 9_000), false);
      assert.equal(await other.cancelHop({ ...key, step: "start" }, 3_000), false);
      const late = await other.claim(claiming({ token: "t2", now: 99_000 }));
      assert.deepEqual(pick(rowIn(late), "status", "endedAt", "completion"), ["ended", 2_500.25, end]);
    });
  }

  law("updates keep their order, and any key", async (journal, other) => {
    const text = '{"z":1,"a":2,"__proto__":{"x":1},"10":3,"constructor":null,"":0}';
    await journal.claim(claiming());
    await journal.complete(key, "t1", { kind: "next", to: "x", set: JSON.parse(text), dropped: [], afterMilliseconds: 0 }, 3_000);
    const completion = (await other.readHop(key))?.completion;
    assert.equal(completion?.kind === "next" && JSON.stringify(completion.set), JSON.stringify(JSON.parse(text)));
  });

  law("a hop that waits is granted to its next attempt only", async (journal, other) => {
    await journal.claim(claiming());
    assert.equal(await journal.postpone(key, "t1", failure(1), 7_000), true);
    assert.deepEqual(pick(await other.readHop(key), "status", "attempt", "retryAt", "failures"), ["waiting", 2, 7_000, [failure(1)]]);
    assert.equal(await journal.complete(key, "t1", moved, 3_000), false);
    assert.equal((await other.claim(claiming({ token: "t2", attempt: 1, now: 99_000 }))).granted, false);
    assert.equal((await other.claim(claiming({ token: "t2", attempt: 3, now: 99_000 }))).granted, false);
    assert.equal((await other.claim(claiming({ token: "t2", attempt: 2, now: 7_000, leaseUntil: 9_000 }))).granted, true);
    assert.deepEqual(pick(await journal.readHop(key), "status", "attempt", "failures", "startedAt"), ["claimed", 2, [failure(1)], 2_000]);
  });

  law("the last ten failures are kept", async (journal, other) => {
    for (let attempt = 1; attempt <= 12; attempt++) {
      assert.equal((await journal.claim(claiming({ attempt, token: `t${attempt}` }))).granted, true);
      assert.equal(await journal.postpone(key, `t${attempt}`, failure(attempt), 7_000), true);
    }
    const kept = (await other.readHop(key))?.failures.map(({ attempt }) => attempt);
    assert.deepEqual(kept, [3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  law("a cancelled hop can't be claimed, whether it was there or not", async (journal, other) => {
    await journal.claim(claiming());
    assert.equal(await other.cancelHop({ ...key, step: "start" }, 3_000), true);
    assert.equal(await journal.complete(key, "t1", moved, 4_000), false);
    assert.equal((await journal.claim(claiming({ token: "t2", now: 99_000 }))).granted, false);
    assert.deepEqual(pick(await journal.readHop(key), "status", "endedAt"), ["cancelled", 3_000]);

    const unborn = { ...key, hop: 1 };
    assert.equal(await other.cancelHop({ ...unborn, step: "tea" }, 3_000), true);
    assert.deepEqual(pick(rowIn(await journal.claim(claiming({ hop: 1, step: "tea" }))), "status", "step"), ["cancelled", "tea"]);

    const waiting = { ...key, hop: 2 };
    await journal.claim(claiming({ hop: 2 }));
    await journal.postpone(waiting, "t1", failure(1), 7_000);
    assert.equal(await other.cancelHop({ ...waiting, step: "start" }, 3_000), true);
    assert.equal((await journal.claim(claiming({ hop: 2, attempt: 2, now: 99_000 }))).granted, false);
  });

  law("a row is appended where there is none", async (journal, other) => {
    const row = { ...key, step: "$resume", attempt: 1, status: "ended", startedAt: 3_000, endedAt: 3_000, completion: moved } as const;
    const whole = { ...row, failures: [], state: { beans: 5, note: null } };
    assert.equal(await journal.append(whole), true);
    assert.equal(await other.append({ ...whole, step: "other" }), false);
    assert.deepEqual(await other.readHop(key), whole);
    assert.equal((await other.claim(claiming())).granted, false);
  });

  law("of many who claim at once, one is granted", async (journal, other) => {
    const claims = await Promise.all(many((index) => (index % 2 ? journal : other).claim(claiming({ token: `t${index}` }))));
    const winners = claims.flatMap(({ granted }, index) => (granted ? [`t${index}`] : []));
    assert.equal(winners.length, 1);
    assert.equal((await journal.readHop(key))?.token, winners[0]);
  });

  law("of many who take over a claim at once, one is granted", async (journal, other) => {
    await journal.claim(claiming({ token: "dead" }));
    const claims = await Promise.all(
      many((index) => (index % 2 ? journal : other).claim(claiming({ token: `t${index}`, now: 6_000, leaseUntil: 9_000 }))),
    );
    assert.equal(claims.filter(({ granted }) => granted).length, 1);
    assert.equal(await journal.complete(key, "dead", moved, 6_000), false);
  });

  law("of completing and cancelling at once, one happens", async (journal, other) => {
    for (let hop = 0; hop < 10; hop++) {
      const at = { ...key, hop };
      await journal.claim(claiming({ hop }));
      const complete = () => journal.complete(at, "t1", moved, 3_000);
      const cancel = () => other.cancelHop({ ...at, step: "start" }, 3_000);
      const [first, second] = await Promise.all(hop % 2 ? [complete(), cancel()] : [cancel(), complete()]);
      assert.notEqual(first, second);
    }
  });

  law("of appending and claiming at once, one happens", async (journal, other) => {
    for (let hop = 0; hop < 10; hop++) {
      const row = { ...key, hop, step: "$resume", attempt: 1, status: "ended", startedAt: 1, endedAt: 1, failures: [] } as const;
      const [claim, appended] = await Promise.all([journal.claim(claiming({ hop })), other.append(row)]);
      assert.notEqual(claim.granted, appended);
    }
  });

  law("branches are apart", async (journal) => {
    await journal.claim(claiming());
    assert.equal((await journal.claim(claiming({ branch: "0.1" }))).granted, true);
    assert.equal(await journal.readHop({ ...key, branch: "0.2" }), undefined);
  });

  law("hops are read by branch and number, and the last one alone", async (journal, other) => {
    for (const [branch, hop] of [
      ["b", 1],
      ["", 10],
      ["", 9],
      ["a", 0],
      ["", 0],
    ] as const)
      await journal.claim(claiming({ branch, hop }));
    const found: string[] = [];
    for await (const row of other.readHops("e1")) found.push(`${row.branch}:${row.hop}`);
    assert.deepEqual(found, [":0", ":9", ":10", "a:0", "b:1"]);
    assert.equal((await other.readLastHop("e1", ""))?.hop, 10);
    assert.equal(await other.readLastHop("e1", "c"), undefined);
    assert.equal(await other.readLastHop("e2", ""), undefined);
    for await (const row of other.readHops("e2")) assert.fail(`${row.hop}`);
  });

  executionContract(law);
}

function failure(attempt: number) {
  return { attempt, at: 2_500 + attempt, error: { name: "Error", message: `no ${attempt}` } };
}

function many<R>(make: (index: number) => Promise<R>): Promise<R>[] {
  return Array.from({ length: 20 }, (_, index) => make(index));
}

function pick<T extends object, K extends keyof T>(row: T | undefined, ...keys: readonly K[]): unknown[] {
  return keys.map((key) => row?.[key]);
}

/** The row that says why a claim was refused. */
function rowIn(claim: Claim): HopRow {
  if (claim.granted) assert.fail("It was granted.");
  return claim.row;
}

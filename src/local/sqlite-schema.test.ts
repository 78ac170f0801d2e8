/** A database of an earlier version is brought up to date with all that it holds. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { HopRow } from "../engine/journal.ts";
import { loadSqlite } from "./load-sqlite.ts";
import { openLocalHome } from "./local-home.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orchwits-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** As version 1 wrote it: an execution that has ended, and one that is under way. */
const version1 = `
  CREATE TABLE executions (
    execution TEXT PRIMARY KEY, pipeline TEXT NOT NULL, source TEXT NOT NULL, graph TEXT, input TEXT NOT NULL, status TEXT NOT NULL,
    started_at REAL NOT NULL, ended_at REAL, result TEXT, error TEXT, from_step TEXT, status_hop INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX executions_by_start ON executions (started_at, execution);
  CREATE TABLE hops (
    execution TEXT NOT NULL, branch TEXT NOT NULL, hop INTEGER NOT NULL, step TEXT NOT NULL, attempt INTEGER NOT NULL,
    status TEXT NOT NULL, started_at REAL NOT NULL, ended_at REAL, owner TEXT, token TEXT, lease_until REAL, retry_at REAL,
    completion TEXT, failures TEXT, state TEXT,
    PRIMARY KEY (execution, branch, hop)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY, execution TEXT NOT NULL, branch TEXT NOT NULL, hop INTEGER NOT NULL, attempt INTEGER NOT NULL,
    visible_at REAL NOT NULL, sent_at REAL NOT NULL, lock TEXT, tries INTEGER NOT NULL, deaths INTEGER NOT NULL DEFAULT 0,
    message TEXT NOT NULL,
    UNIQUE (execution, branch)
  ) STRICT;
  CREATE INDEX deliveries_by_time ON deliveries (visible_at);
  CREATE INDEX deliveries_by_lock ON deliveries (lock) WHERE lock IS NOT NULL;
  INSERT INTO executions VALUES ('e1', 'P', 'p.ts', NULL, '{}', 'completed', 1, 9, '5', NULL, NULL, 1),
    ('e2', 'P', 'p.ts', 'g', '{"a":1}', 'running', 2, NULL, NULL, NULL, NULL, -1);
  INSERT INTO hops VALUES ('e1', '', 1, 'end', 1, 'ended', 5, 6, 'o', NULL, NULL, NULL, '{"kind":"done","result":5}', NULL, NULL),
    ('e1', '', 0, 'start', 2, 'ended', 3, 4, 'o', NULL, NULL, NULL,
      '{"kind":"next","to":"end","set":{"a":2},"dropped":[],"afterMilliseconds":0}',
      '[{"attempt":1,"at":3,"error":{"name":"Error","message":"m"}}]', NULL),
    ('e2', 'b', 7, 'start', 1, 'waiting', 3, NULL, 'o', NULL, NULL, 12, NULL, NULL, '{"a":1}');
  INSERT INTO deliveries (execution, branch, hop, attempt, visible_at, sent_at, tries, message) VALUES ('e2', '', 0, 1, 0, 0, 0,
    '{"execution":"e2","branch":"","hop":0,"step":"start","attempt":1,"state":{"a":1},"countedFrom":0,"graph":null}');
  PRAGMA user_version = 1;
  PRAGMA application_id = ${0x4f725769};`;

test("all hops, executions and messages of version 1 are there, and go on", async () => {
  const { DatabaseSync } = loadSqlite();
  const before = new DatabaseSync(join(folder, "journal.db"));
  before.exec(version1);
  before.close();
  const home = openLocalHome({ folder });
  const hops: HopRow[] = [];
  for (const execution of ["e1", "e2"]) for await (const row of home.journal.readHops(execution)) hops.push(row);
  expect(hops).toEqual([
    {
      ...{ execution: "e1", branch: "", hop: 0, step: "start", attempt: 2, status: "ended", startedAt: 3, endedAt: 4, owner: "o" },
      completion: { kind: "next", to: "end", set: { a: 2 }, dropped: [], afterMilliseconds: 0 },
      failures: [{ attempt: 1, at: 3, error: { name: "Error", message: "m" } }],
    },
    {
      ...{ execution: "e1", branch: "", hop: 1, step: "end", attempt: 1, status: "ended", startedAt: 5, endedAt: 6, owner: "o" },
      completion: { kind: "done", result: 5 },
      failures: [],
    },
    {
      ...{ execution: "e2", branch: "b", hop: 7, step: "start", attempt: 1, status: "waiting", startedAt: 3, owner: "o" },
      ...{ retryAt: 12, failures: [], state: { a: 1 } },
    },
  ]);
  expect((await home.journal.list({})).map(({ execution, status }) => [execution, status])).toEqual([
    ["e2", "running"],
    ["e1", "completed"],
  ]);
  const [delivery] = home.dispatcher.take(1);
  expect(delivery?.message.execution).toBe("e2");
  const claim = { execution: "e2", branch: "", hop: 0, step: "start", attempt: 1, token: "t", owner: "o", now: 1, leaseUntil: 2 };
  expect((await home.journal.claim(claim)).granted).toBe(true);
  home.close();
});

test("a branch of several is read by branch and hop, and removed as a whole", async () => {
  const home = openLocalHome({ folder });
  for (const execution of ["e1", "e2"]) {
    await home.journal.begin({ execution, pipeline: "P", source: "p.ts", graph: null, input: {}, status: "completed", startedAt: 0 });
    for (const branch of ["b", "", "a"]) {
      for (const hop of [1, 0]) {
        const ended = { step: "s", attempt: 1, status: "ended", startedAt: 0, failures: [] } as const;
        expect(await home.journal.append({ execution, branch, hop, ...ended })).toBe(true);
        expect(await home.journal.append({ execution, branch, hop, ...ended })).toBe(false);
      }
    }
  }
  const keysOf = async (execution: string) => {
    const keys: string[] = [];
    for await (const { branch, hop } of home.journal.readHops(execution)) keys.push(`${branch}${hop}`);
    return keys;
  };
  expect(await keysOf("e1")).toEqual(["0", "1", "a0", "a1", "b0", "b1"]);
  expect((await home.journal.readLastHop("e1", "a"))?.hop).toBe(1);
  expect(await home.journal.remove("e1")).toBe(true);
  expect(await keysOf("e1")).toEqual([]);
  expect(await keysOf("e2")).toHaveLength(6);
  const claim = { execution: "e1", branch: "", hop: 0, step: "s", attempt: 1, token: "t", owner: "o", now: 1, leaseUntil: 2 };
  expect(await home.journal.claim(claim)).toMatchObject({ granted: false, row: { status: "cancelled" } });
  home.close();
});

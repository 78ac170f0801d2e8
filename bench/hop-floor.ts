/** The least that durability costs here: SQLite by itself, storing one row like that of a hop in a transaction of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { loadSqlite } from "../src/local/load-sqlite.ts";
import { countHop } from "./windows.ts";

const folder = mkdtempSync(join(tmpdir(), "orchwits-bench-"));
let database: DatabaseSync | undefined;

/** Microseconds a commit. */
export async function measureBareCommit(commits: number): Promise<number> {
  database ??= open();
  const insert = database.prepare("INSERT INTO hops (step, started_at, owner, token, completion) VALUES (?, ?, ?, ?, ?)");
  const began = performance.now();
  for (let left = commits; left > 0; left--) {
    countHop();
    const completion = { kind: "next", to: "turn", set: { left }, dropped: [], afterMilliseconds: 0 };
    insert.run("turn", Date.now(), "machine:12345", crypto.randomUUID(), JSON.stringify(completion));
  }
  return ((performance.now() - began) / commits) * 1_000;
}

/** As a home's database is opened. */
function open(): DatabaseSync {
  const opened = new (loadSqlite().DatabaseSync)(join(folder, "floor.db"));
  opened.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000;
    CREATE TABLE hops (id INTEGER PRIMARY KEY, step TEXT, started_at REAL, owner TEXT, token TEXT, completion TEXT) STRICT`);
  return opened;
}

export function closeFloor(): void {
  database?.close();
  rmSync(folder, { recursive: true });
}

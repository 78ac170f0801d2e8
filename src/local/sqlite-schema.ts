/** The tables of a home's database, as the steps that lead from one version to the next. */
import type { DatabaseSync } from "node:sqlite";
import { StorageFault } from "./storage-fault.ts";

/** Marks the file as ours: "OrWi" in ASCII. */
const applicationId = 0x4f725769;

/**
 * Each brings a database one version on; never change one that was released.
 *
 * A hop's id is the number of its branch and its own in one integer, so that a chain appends to a table without an index: one page is
 * written for each hop, and few are split. A delivery can be large: with a rowid, it stays in its page, and no index changes unless the
 * delivery itself moves. JSON is kept as text.
 *
 * Since version 2, a delivery may be behind the journal by some hops. A program that knows only version 1 would take it for settled.
 */
const migrations: readonly string[] = [
  `CREATE TABLE executions (
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
   CREATE INDEX deliveries_by_lock ON deliveries (lock) WHERE lock IS NOT NULL;`,
  `CREATE TABLE branches (id INTEGER PRIMARY KEY, execution TEXT NOT NULL, branch TEXT NOT NULL, UNIQUE (execution, branch)) STRICT;
   INSERT INTO branches (execution, branch) SELECT execution, '' FROM executions UNION SELECT execution, branch FROM hops;
   ALTER TABLE hops RENAME TO hops_of_version_1;
   CREATE TABLE hops (
     id INTEGER PRIMARY KEY, step TEXT NOT NULL, attempt INTEGER NOT NULL, status TEXT NOT NULL, started_at REAL NOT NULL, ended_at REAL,
     owner TEXT, token TEXT, lease_until REAL, retry_at REAL, completion TEXT, failures TEXT, state TEXT
   ) STRICT;
   INSERT INTO hops SELECT (branches.id << 32) + hop, step, attempt, status, started_at, ended_at, owner, token, lease_until, retry_at,
     completion, failures, state FROM hops_of_version_1 JOIN branches USING (execution, branch) ORDER BY 1;
   DROP TABLE hops_of_version_1;`,
];

/** Refuses a database that this version must not touch. Reads only. */
export function refuseAlien(database: DatabaseSync, file: string): void {
  const version = readPragma(database, "user_version");
  if (version > migrations.length) {
    throw new StorageFault(
      `${file} was written by a newer version of Orchwits (its format is ${version}, this version knows ${migrations.length}). ` +
        "It was left as it is. Install the newer version, or use another folder.",
      "NEWER_VERSION",
    );
  }
  const marked = readPragma(database, "application_id");
  const tables = database.prepare("SELECT count(*) AS count FROM sqlite_schema").get() as { count: number };
  if (marked !== applicationId && (marked !== 0 || tables.count > 0)) {
    throw new StorageFault(`${file} is a database of another program. It was left as it is. Use another folder.`, "ALIEN_DATABASE");
  }
}

/** Brings the tables up to date. Several processes may try at once. */
export function migrate(database: DatabaseSync): void {
  if (readPragma(database, "user_version") === migrations.length) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    for (const migration of migrations.slice(readPragma(database, "user_version"))) database.exec(migration);
    database.exec(`PRAGMA user_version = ${migrations.length}; PRAGMA application_id = ${applicationId}; COMMIT`);
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

function rollBack(database: DatabaseSync): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // After the worst errors SQLite has rolled back by itself.
  }
}

function readPragma(database: DatabaseSync, name: "user_version" | "application_id"): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}

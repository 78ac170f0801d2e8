/** The database of a home: opened and brought up to date, then written in transactions that several processes can share. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { loadSqlite } from "./load-sqlite.ts";
import { migrate, refuseAlien } from "./sqlite-schema.ts";
import { StorageFault, toFileFault, toSqliteFault } from "./storage-fault.ts";

/** How long to wait for another process that is writing; each of ours takes microseconds. */
const busyMilliseconds = 5_000;

/** Pages in the write-ahead log before they are copied into the database: rarer than SQLite's 1,000, as most are overwritten soon. */
const checkpointPages = 4_000;

/** Stores of this process that hold the lock on their file until the loop comes round. */
const unstored = new Set<SqliteStore>();

/**
 * One connection. Writes are atomic, and on disk as far as the operating system is concerned: a killed process loses nothing, a power cut
 * at most the last moments, and never consistency (WAL, `synchronous = NORMAL`).
 */
export class SqliteStore {
  readonly file: string;
  readonly database: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #look: StatementSync;
  /** Rows being read: while they are, the connection stays with what it has seen. */
  #snapshot: Iterator<unknown> | undefined;
  /** Whether the next turn of the event loop stores what is pending. */
  #flushing = false;
  #pending: ((fault: unknown) => void)[] | undefined;
  #closed = false;

  /** @throws {StorageFault} when the file can't be used; it is left as it is */
  constructor(file: string) {
    this.file = file;
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    } catch (error) {
      throw toFileFault(error, dirname(file));
    }
    this.#storeOthers();
    this.database = this.#guard(() => open(file));
    this.#begin = this.database.prepare("BEGIN IMMEDIATE");
    this.#commit = this.database.prepare("COMMIT");
    this.#look = this.database.prepare("SELECT rowid FROM sqlite_schema");
  }

  prepare(sql: string): StatementSync {
    return this.#guard(() => this.database.prepare(sql));
  }

  read<R>(work: () => R): R {
    this.#leaveSnapshot();
    return this.#guard(work);
  }

  /** Writes by a single statement. It is stored on return, together with all that was written {@link writeSoon soon}. */
  writeOne<R>(statement: () => R): R {
    if (this.#pending) return this.#finish(statement);
    this.#storeOthers();
    this.#leaveSnapshot();
    return this.#guard(statement);
  }

  /** Writes by any number of statements, as one. They are stored on return, together with all that was written {@link writeSoon soon}. */
  write<R>(work: () => R): R {
    if (!this.#pending) {
      this.#leaveSnapshot();
      this.#open();
    }
    return this.#finish(work);
  }

  /**
   * Writes as part of the next {@link write}, and without one before the process waits for anything: three writes of a hop cost one commit.
   *
   * @param lost called when that could not be stored
   */
  writeSoon<R>(work: () => R, lost: (fault: unknown) => void): R {
    if (!this.#pending) {
      this.#open();
      unstored.add(this);
      this.#flushSoon();
    }
    this.#pending?.push(lost);
    try {
      return work();
    } catch (error) {
      throw this.#undo(error);
    }
  }

  /** Stores what is pending. Harmless when closed. */
  close(): void {
    this.#flush();
    this.#leaveSnapshot();
    if (this.#closed) return;
    this.#closed = true;
    this.database.close();
  }

  #open(): void {
    this.#storeOthers();
    this.#guard(() => {
      try {
        this.#begin.run();
      } catch (error) {
        // Someone else has written since, or is writing.
        if (!this.#snapshot) throw error;
        this.#leaveSnapshot();
        this.#begin.run();
      }
    });
    this.#pending = [];
  }

  /** Waiting for another store of this process would keep it from ever coming to store. */
  #storeOthers(): void {
    for (const other of unstored) if (other !== this && other.file === this.file) other.#flush();
  }

  /** Stays with what a chain's commit left, until the process waits for something: the next commit needn't find it anew. */
  #enterSnapshot(): void {
    if (this.#snapshot) return;
    const rows = this.#look.iterate();
    try {
      rows.next();
      this.#snapshot = rows;
    } catch {
      // The commit has succeeded; this would only have made the next one cheaper.
    }
  }

  /** Lets others' writes be seen, and the log be emptied. */
  #leaveSnapshot(): void {
    if (!this.#snapshot || this.#pending) return;
    this.#snapshot.return?.();
    this.#snapshot = undefined;
  }

  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    setImmediate(() => {
      this.#flushing = false;
      this.#flush();
      this.#leaveSnapshot();
    });
  }

  #finish<R>(work: () => R): R {
    try {
      const result = work();
      this.#commit.run();
      unstored.delete(this);
      const chained = (this.#pending?.length ?? 0) > 0;
      this.#pending = undefined;
      if (chained && this.#flushing) this.#enterSnapshot();
      return result;
    } catch (error) {
      throw this.#undo(error);
    }
  }

  #flush(): void {
    if (!this.#pending) return;
    try {
      this.#finish(() => undefined);
    } catch {
      // Whoever wrote has been told.
    }
  }

  /** Nothing of the transaction has happened: everyone who relied on it must know. */
  #undo(error: unknown): unknown {
    const fault = toSqliteFault(error, this.file);
    const pending = this.#pending ?? [];
    this.#pending = undefined;
    unstored.delete(this);
    try {
      this.database.exec("ROLLBACK");
    } catch {
      // After the worst errors SQLite has rolled back by itself.
    }
    this.#leaveSnapshot();
    for (const lost of pending) lost(fault);
    return fault;
  }

  #guard<R>(work: () => R): R {
    try {
      return work();
    } catch (error) {
      throw toSqliteFault(error, this.file);
    }
  }
}

function open(file: string): DatabaseSync {
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(file);
  try {
    // Its option `timeout` came with Node 22.16.
    database.exec(`PRAGMA busy_timeout = ${busyMilliseconds}`);
    refuseAlien(database, file);
    enterWal(database, file);
    database.exec(`PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${checkpointPages}`);
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Two processes that create a database at once can meet here, where SQLite doesn't wait by itself. */
function enterWal(database: DatabaseSync, file: string): void {
  const until = Date.now() + busyMilliseconds;
  for (;;) {
    try {
      const row = database.prepare("PRAGMA journal_mode = WAL").get() as { journal_mode: string };
      if (row.journal_mode === "wal") return;
      throw new StorageFault(
        `${file} lies on a file system that can't hold it: SQLite's write-ahead log doesn't work there, as on a network drive. ` +
          "Use a folder on a local disk.",
        "NO_WAL",
      );
    } catch (error) {
      if (((error as { errcode?: number }).errcode ?? 0) !== 5 || Date.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

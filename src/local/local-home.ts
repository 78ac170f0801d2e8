/** A home on this machine: one folder with a database and blobs, shared by any number of processes. */
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Clock } from "../engine/clock.ts";
import type { Ports } from "../engine/worker-options.ts";
import { FileBlobs } from "./file-blobs.ts";
import { thisOwner } from "./owner.ts";
import { SqliteDispatcher } from "./sqlite-dispatcher.ts";
import { SqliteJournal } from "./sqlite-journal.ts";
import { SqliteStore } from "./sqlite-store.ts";
import { toFileFault } from "./storage-fault.ts";
import { systemClock } from "./system-clock.ts";

export interface LocalHome extends Ports {
  /** The absolute path. */
  readonly folder: string;
  readonly blobs: FileBlobs;
  /** Sends messages, and is what {@link work} takes them from. */
  readonly dispatcher: SqliteDispatcher;
  /** This process, as claims name it. */
  readonly owner: string;
  /** Closes the database. Whatever was written is stored. */
  close(): void;
}

export interface LocalHomeOptions {
  /** Made where it doesn't exist, as by `.orchwits` in the working directory. */
  readonly folder: string;
  readonly clock?: Clock;
  /** How long a message taken by a process that hangs stays with it; that of a process that died is free at once. Default 10 s. */
  readonly visibilityMilliseconds?: number;
}

/** @throws {StorageFault} when the folder or its database can't be used; what is there is left as it is */
export function openLocalHome(options: LocalHomeOptions): LocalHome {
  const folder = resolve(options.folder);
  const clock = options.clock ?? systemClock;
  const store = new SqliteStore(join(folder, "journal.db"));
  ignoreInGit(folder);
  const dispatcher = new SqliteDispatcher(store, clock, options.visibilityMilliseconds);
  return {
    folder,
    clock,
    owner: thisOwner,
    journal: new SqliteJournal(store, (key) => dispatcher.chainOf(key)),
    blobs: new FileBlobs(join(folder, "blobs"), clock),
    dispatcher,
    close: () => store.close(),
  };
}

/** States are data, and may be private: nobody should commit them by accident. */
function ignoreInGit(folder: string): void {
  const path = join(folder, ".gitignore");
  if (existsSync(path)) return;
  try {
    writeFileSync(path, "*\n", { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw toFileFault(error, path);
  }
}

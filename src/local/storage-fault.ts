/** What goes wrong with files and databases, said so that whoever reads it knows what to do. */
import { OrchwitsError } from "../engine/errors.ts";

/** Executions could not be stored or read. Nothing that was recorded before is lost. */
export class StorageFault extends OrchwitsError {
  override readonly name = "StorageFault";
  readonly origin = "system";
  /** As SQLite or the operating system calls it: `SQLITE_FULL`, `ENOSPC`. */
  readonly code: string;

  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const resumable = "What was recorded before is kept: once this is mended, 'orchwits resume' and 'orchwits work' go on from there.";

/** Primary result codes of SQLite (https://sqlite.org/rescode.html). */
const sqliteCodes: Readonly<Record<number, readonly [code: string, describe: (file: string) => string]>> = {
  5: ["SQLITE_BUSY", (file) => `${file} is busy: another process has been writing to it for too long. Try again once that has ended.`],
  8: ["SQLITE_READONLY", (file) => `${file} can't be written: it, or its folder, is read-only for this user. Make both writable.`],
  10: ["SQLITE_IOERR", (file) => `${file} could not be read or written: the disk gave an error. ${resumable}`],
  11: ["SQLITE_CORRUPT", damaged],
  13: ["SQLITE_FULL", (file) => `${file} could not be written: the disk is full. Make room. ${resumable}`],
  14: ["SQLITE_CANTOPEN", (file) => `${file} can't be opened or created. Its folder must exist and be writable for this user.`],
  26: ["SQLITE_NOTADB", damaged],
};

function damaged(file: string): string {
  return (
    `${file} is damaged: it is not, or no longer, a database that can be read. It was left as it is. Put back a copy of it, or save what ` +
    `can be read by 'sqlite3 ${file} .recover', or move the file away to begin with an empty journal.`
  );
}

/** The fault that a thrown value of `node:sqlite` means; itself where it is none of SQLite's. */
export function toSqliteFault(thrown: unknown, file: string): unknown {
  if (!(thrown instanceof Error) || (thrown as { code?: unknown }).code !== "ERR_SQLITE_ERROR") return thrown;
  const errcode = (thrown as { errcode?: number }).errcode ?? 0;
  const known = sqliteCodes[errcode & 0xff];
  if (known) return new StorageFault(known[1](file), known[0], { cause: thrown });
  return new StorageFault(`${file} could not be used: SQLite says "${thrown.message}" (${errcode}).`, `SQLITE_${errcode}`, {
    cause: thrown,
  });
}

const fileCodes: Readonly<Record<string, (path: string) => string>> = {
  ENOSPC: (path) => `${path} could not be written: the disk is full. Make room. ${resumable}`,
  EDQUOT: (path) => `${path} could not be written: this user's quota of the disk is used up. Make room. ${resumable}`,
  EACCES: (path) => `${path} can't be read or written: this user may not. Give it the permission.`,
  EPERM: (path) => `${path} can't be read or written: this user may not. Give it the permission.`,
  EROFS: (path) => `${path} can't be written: it lies on a read-only file system.`,
  // What Node says of a folder that can't be made on a read-only file system.
  ENOENT: (path) => `${path} can't be made: its folder is gone, or lies on a read-only file system.`,
  ENOTDIR: (path) => `${path} can't be used: what should be a folder on its way is a file.`,
  EEXIST: (path) => `${path} can't be used: what should be a folder is a file.`,
  EMFILE: (path) => `${path} could not be opened: this process has too many open files. ${resumable}`,
};

/** The fault that an error of `node:fs` means; itself where it is no such error. */
export function toFileFault(thrown: unknown, path: string): unknown {
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  if (code === undefined) return thrown;
  const describe = fileCodes[code] ?? (() => `${path} could not be used: ${(thrown as Error).message}.`);
  return new StorageFault(describe(path), code, { cause: thrown });
}

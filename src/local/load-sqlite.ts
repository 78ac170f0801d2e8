/** Loads Node's own SQLite without the warning that it is experimental in Node 22: users can do nothing about that. */
import { StorageFault } from "./storage-fault.ts";

type Sqlite = typeof import("node:sqlite");

let loaded: Sqlite | undefined;

/** `node:sqlite`. Any other warning is printed as ever. */
export function loadSqlite(): Sqlite {
  if (loaded) return loaded;
  const emitWarning = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    const text = warning instanceof Error ? warning.message : warning;
    if (!text.startsWith("SQLite is an experimental feature")) Reflect.apply(emitWarning, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
  try {
    loaded = process.getBuiltinModule?.("node:sqlite");
  } finally {
    process.emitWarning = emitWarning;
  }
  if (loaded) return loaded;
  throw new StorageFault(`A journal needs the SQLite of Node 22.13 or newer, but this is Node ${process.versions.node}.`, "NO_SQLITE");
}

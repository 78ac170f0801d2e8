/** Writes a file as a whole or not at all, so that a reader never sees half of it. */
import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { makeFolder } from "./make-folder.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Writes beside the file, then renames.
 *
 * @throws {UsageError} when the file can't be written
 */
export function writeWhole(file: string, text: string): void {
  // Not named after the file, whose name may be as long as names can be.
  const partial = join(dirname(resolve(file)), `.orchwits-${process.pid}.partial`);
  try {
    // Devices and pipes can only be written into.
    const existing = statSync(file, { throwIfNoEntry: false });
    if (existing && !existing.isFile()) {
      writeFileSync(file, text);
      return;
    }
    makeFolder(dirname(partial));
    writeFileSync(partial, text);
    renameSync(partial, resolve(file));
  } catch (error) {
    rmSync(partial, { force: true });
    throw new UsageError(`'${file}' can't be written: ${(error as Error).message.replaceAll(partial, resolve(file))}`);
  }
}

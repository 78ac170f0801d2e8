/** Folders for what a command builds and needs no longer than it runs: however it ends, short of being killed, they are removed. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "./usage-error.ts";

const folders = new Set<string>();

/** @throws {UsageError} when there can't be one */
export function makeTemporaryFolder(prefix: string): string {
  try {
    const folder = mkdtempSync(join(tmpdir(), prefix));
    // At the very end of the process, when nothing can write there any more: a build that nobody waits for may still go on.
    if (folders.size === 0) process.once("exit", removeTemporaryFolders);
    folders.add(folder);
    return folder;
  } catch (error) {
    throw new UsageError(`No folder can be made in ${tmpdir()}: ${(error as Error).message}. TMPDIR names another place.`);
  }
}

/** For whoever ends the process without its `exit` event. */
export function removeTemporaryFolders(): void {
  for (const folder of folders) {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // It is in the system's folder for such things, and the command has come to its end whatever becomes of it.
    }
  }
  folders.clear();
}

/** A folder for what a command builds and needs no longer than it runs. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "./usage-error.ts";

/** @throws {UsageError} when there can't be one */
export function makeTemporaryFolder(prefix: string): string {
  try {
    return mkdtempSync(join(tmpdir(), prefix));
  } catch (error) {
    throw new UsageError(`No folder can be made in ${tmpdir()}: ${(error as Error).message}. TMPDIR names another place.`);
  }
}

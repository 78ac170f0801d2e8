/** Makes a folder and what is above it. */
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * One folder after the other: where the system says of a folder that is there that it is not, as Linux does of `/proc`, Node's own way
 * of making all of them tries forever (nodejs/node 24).
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Somebody else may have made it since.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** This checkout, whose examples and sources tests read. */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The absolute path of a file of it. */
export function pathOf(file: string): string {
  return resolve(root, file);
}

/** The second phase: fetches the blobs behind the keys that are read, and nothing else. */
import { type BlobReference, isBlobReference, type StoredState, type StoredValue } from "../model/message.ts";
import type { State } from "../model/state.ts";
import type { WorkerBlobs } from "./blobs.ts";
import { BlobFault, isNamed } from "./errors.ts";
import { setOwn } from "./json.ts";

/**
 * The state with the values of the keys that are read. What is a reference and isn't read is left out.
 *
 * @throws {BlobFault} for a blob that is missing or is not what was stored
 */
export async function loadState(blobs: WorkerBlobs, stored: StoredState, reads: ReadonlySet<string> | "all"): Promise<State> {
  const keys = Object.keys(stored);
  if (!keys.some((key) => isBlobReference(stored[key]))) return stored as State;
  const values = await Promise.all(
    keys.map((key) => (reads === "all" || reads.has(key) ? loadValue(blobs, stored[key], `'${key}'`) : stored[key])),
  );
  const state: State = {};
  for (const [index, key] of keys.entries()) if (!isUnread(stored[key], key, reads)) setOwn(state, key, values[index]);
  return state;
}

/** What can be loaded, for code that must run even if something is lost. */
export async function loadWhatIsThere(blobs: WorkerBlobs, stored: StoredState): Promise<State> {
  const state: State = {};
  for (const key of Object.keys(stored)) {
    try {
      setOwn(state, key, await loadValue(blobs, stored[key], `'${key}'`));
    } catch (error) {
      if (!isNamed(error, "BlobFault")) throw error;
    }
  }
  return state;
}

/**
 * The value itself, from its blob where it is one.
 *
 * @param name what it is called, in an error
 * @throws {BlobFault} for a blob that is missing or is not what was stored
 */
export async function loadValue(blobs: WorkerBlobs, value: StoredValue, name: string): Promise<unknown> {
  if (!isBlobReference(value)) return value;
  const bytes = await blobs.get(value.$blob);
  if (!bytes) throw new BlobFault(describe(value, name, "is missing. It was deleted, or never reached the store"));
  if (hashOf(bytes) !== value.$blob) throw new BlobFault(describe(value, name, "is not what was stored. It was damaged or replaced"));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** The hash under which bytes are stored. */
export function hashOf(bytes: Uint8Array): string {
  // Loaded when it is first needed: importing it as a module would take a cold start longer, and earlier.
  return process.getBuiltinModule("node:crypto").hash("sha256", bytes, "hex");
}

function isUnread(value: StoredValue, key: string, reads: ReadonlySet<string> | "all"): boolean {
  return reads !== "all" && !reads.has(key) && isBlobReference(value);
}

function describe({ $blob, size }: BlobReference, name: string, what: string): string {
  return `The value of ${name}, ${size.toLocaleString("en")} bytes in the blob ${$blob}, ${what}. Restore it, or resume with another value.`;
}

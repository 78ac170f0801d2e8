/** The fourth phase: stores what is too large to travel, once, under the hash of its JSON. */
import { type BlobReference, isBlobReference, type StoredState, type StoredValue } from "../model/message.ts";
import type { State } from "../model/state.ts";
import { applyCompletion } from "./apply-completion.ts";
import type { WorkerBlobs } from "./blobs.ts";
import { StateTooLarge } from "./errors.ts";
import { setOwn } from "./json.ts";
import { hashOf } from "./load-state.ts";
import { textBeyond } from "./text-beyond.ts";
import { defaultLimits, type WorkerHome } from "./worker-options.ts";

type ValueHome = Pick<WorkerHome, "blobs" | "limits">;

/** A reference as JSON, rounded up: moving out what is smaller would gain nothing. */
const referenceBytes = 120;

/** A change of a state, to be stored. */
export interface Change {
  readonly before: StoredState;
  readonly set: State;
  readonly dropped: readonly string[];
  /** Bytes of JSON by which what travels would be too large, given the state after the change and what it sets; 0 or less where it fits. */
  excess(after: StoredState, set: StoredState): number;
}

/** What a change sets, large values as references, and the state after it. */
export interface StoredChange {
  readonly set: StoredState;
  readonly after: StoredState;
}

/**
 * Stores a change. All blobs are stored when it returns.
 *
 * @throws {StateTooLarge} when what travels is too large even with all values as references
 */
export async function storeChange({ blobs, limits = defaultLimits }: ValueHome, change: Change): Promise<StoredChange> {
  const { before, dropped } = change;
  const uploads = new Uploads(before);
  const set: Record<string, unknown> = {};
  for (const key in change.set) setOwn(set, key, uploads.referIfLarge(change.set[key], limits.blobBytes));
  let after = applyCompletion(before, { set, dropped });
  if (change.excess(after, set) > 0) {
    for (const [key, text] of largestInline(after)) {
      setOwn(set, key, uploads.refer(text));
      after = applyCompletion(before, { set, dropped });
      if (change.excess(after, set) <= 0) break;
    }
    if (change.excess(after, set) > 0) throw tooLarge(after, limits.envelopeBytes);
  }
  await uploads.store(blobs);
  return { set, after };
}

/** A value as it is stored, its blob included. */
export async function storeValue({ blobs, limits = defaultLimits }: ValueHome, value: unknown, known: StoredState): Promise<StoredValue> {
  const uploads = new Uploads(known);
  const stored = uploads.referIfLarge(value, limits.blobBytes);
  await uploads.store(blobs);
  return stored;
}

class Uploads {
  readonly #known = new Set<string>();
  readonly #uploads = new Map<string, Uint8Array>();

  /** @param known a state whose blobs are stored already */
  constructor(known: StoredState) {
    for (const key in known) {
      const value = known[key];
      if (isBlobReference(value)) this.#known.add(value.$blob);
    }
  }

  referIfLarge(value: unknown, largest: number): StoredValue {
    const text = JSON.stringify(value);
    return isBlobReference(value) || textBeyond(text, largest) > 0 ? this.refer(text) : value;
  }

  refer(text: string): BlobReference {
    const bytes = new TextEncoder().encode(text);
    const hash = hashOf(bytes);
    if (!this.#known.has(hash)) this.#uploads.set(hash, bytes);
    return { $blob: hash, size: bytes.length };
  }

  async store(blobs: WorkerBlobs): Promise<void> {
    if (this.#uploads.size > 0) await Promise.all([...this.#uploads].map(([hash, bytes]) => blobs.put(hash, bytes)));
  }
}

/** Bytes of JSON beyond a limit. */
export function bytesBeyond(value: unknown, limit: number): number {
  return textBeyond(JSON.stringify(value), limit);
}

function largestInline(state: StoredState): (readonly [key: string, text: string])[] {
  return Object.keys(state)
    .filter((key) => !isBlobReference(state[key]))
    .map((key) => [key, JSON.stringify(state[key])] as const)
    .filter(([, text]) => text.length > referenceBytes)
    .sort(([, a], [, b]) => b.length - a.length);
}

function tooLarge(state: StoredState, limit: number): StateTooLarge {
  const keys = Object.keys(state).length.toLocaleString("en");
  return new StateTooLarge(
    `The state has ${keys} keys and takes more than ${limit.toLocaleString("en")} bytes even without its large values, the most that ` +
      `travels between two steps. Put what belongs together under one key: large values are stored on their own.`,
  );
}

/** The port for blobs: large values, stored once under the hash of their JSON. */

/** A content-addressed store. */
export interface Blobs {
  /** Stores bytes under their hash. What is there already need not be written again, but counts as stored now. */
  put(hash: string, bytes: Uint8Array): Promise<void>;
  /** The bytes, or undefined where there are none. Whoever asks checks them against the hash. */
  get(hash: string): Promise<Uint8Array | undefined>;
  /** Every hash with the time when it was last stored, in milliseconds since 1970. */
  list(): AsyncIterable<{ readonly hash: string; readonly storedAt: number }>;
  /** Removes a blob, unless it was stored again at or after a time: someone may be about to refer to it. */
  remove(hash: string, storedBefore: number): Promise<void>;
}

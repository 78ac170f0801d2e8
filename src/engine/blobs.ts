/** The port for blobs: large values, stored once under the hash of their JSON. */

/** What workers need of a content-addressed store. */
export interface WorkerBlobs {
  /** Stores bytes under their hash. What is there already need not be written again, but counts as stored now. */
  put(hash: string, bytes: Uint8Array): Promise<void>;
  /** The bytes, or undefined where there are none. Whoever asks checks them against the hash. */
  get(hash: string): Promise<Uint8Array | undefined>;
}

/** A content-addressed store. */
export interface Blobs extends WorkerBlobs {
  /** Every hash with the time when it was last stored, in milliseconds since 1970. */
  list(): AsyncIterable<{ readonly hash: string; readonly storedAt: number }>;
  /** Removes a blob, unless it was stored again at or after a time: someone may be about to refer to it. */
  remove(hash: string, storedBefore: number): Promise<void>;
}

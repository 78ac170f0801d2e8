/** The port for blobs: large values, stored once under the hash of their JSON. */

/** A content-addressed store. */
export interface Blobs {
  /** Stores bytes under their hash. Storing what is there already is harmless and may be skipped. */
  put(hash: string, bytes: Uint8Array): Promise<void>;
  /** The bytes, or undefined where there are none. Whoever asks checks them against the hash. */
  get(hash: string): Promise<Uint8Array | undefined>;
  /** Every hash with the time when it was last stored, in milliseconds since 1970. */
  list(): AsyncIterable<{ readonly hash: string; readonly storedAt: number }>;
  remove(hash: string): Promise<void>;
}

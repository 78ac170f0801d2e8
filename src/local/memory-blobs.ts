/** Blobs in memory: for tests, simulations, and runs that need not outlive their process. */
import type { Blobs } from "../engine/blobs.ts";
import type { Clock } from "../engine/clock.ts";
import { systemClock } from "./system-clock.ts";

export class MemoryBlobs implements Blobs {
  readonly #blobs = new Map<string, { readonly bytes: Uint8Array; readonly storedAt: number }>();
  readonly #clock: Clock;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  async put(hash: string, bytes: Uint8Array): Promise<void> {
    this.#blobs.set(hash, { bytes, storedAt: this.#clock.now() });
  }

  async get(hash: string): Promise<Uint8Array | undefined> {
    return this.#blobs.get(hash)?.bytes;
  }

  async *list(): AsyncIterable<{ hash: string; storedAt: number }> {
    for (const [hash, { storedAt }] of [...this.#blobs]) yield { hash, storedAt };
  }

  async remove(hash: string, storedBefore: number): Promise<void> {
    const blob = this.#blobs.get(hash);
    if (blob && blob.storedAt < storedBefore) this.#blobs.delete(hash);
  }
}

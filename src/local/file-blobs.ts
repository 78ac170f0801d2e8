/** Blobs as files: `ab/cdef…` under their hash, there whole or not at all. */
import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Blobs } from "../engine/blobs.ts";
import type { Clock } from "../engine/clock.ts";
import { toFileFault } from "./storage-fault.ts";
import { systemClock } from "./system-clock.ts";

/** What a process left behind that died while it wrote: nobody writes a blob for so long. */
const staleMilliseconds = 24 * 60 * 60 * 1_000;

export class FileBlobs implements Blobs {
  readonly #folder: string;
  readonly #clock: Clock;

  constructor(folder: string, clock: Clock = systemClock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  async put(hash: string, bytes: Uint8Array): Promise<void> {
    const path = this.#pathOf(hash);
    await guard(path, async () => {
      if (!(await this.#touch(path, bytes.length))) await this.#write(path, bytes);
    });
  }

  async get(hash: string): Promise<Uint8Array | undefined> {
    const path = this.#pathOf(hash);
    return guard(path, async () => (await unlessMissing(readFile(path))) ?? (await unlessMissing(readFile(asideOf(path)))));
  }

  /** Bytes of a blob, undefined where it is not there. */
  async sizeOf(hash: string): Promise<number | undefined> {
    const path = this.#pathOf(hash);
    return (await guard(path, () => unlessMissing(stat(path))))?.size;
  }

  async *list(): AsyncIterable<{ hash: string; storedAt: number }> {
    for (const prefix of await this.#names(".")) {
      if (!/^[0-9a-f]{2}$/.test(prefix)) continue;
      for (const name of await this.#names(prefix)) {
        const path = join(this.#folder, prefix, name);
        const found = await guard(path, () => unlessMissing(stat(path)));
        if (found && /^[0-9a-f]{62}$/.test(name)) yield { hash: prefix + name, storedAt: found.mtimeMs };
        else if (found && this.#clock.now() - found.mtimeMs > staleMilliseconds) await guard(path, () => rm(path, { force: true }));
      }
    }
  }

  async remove(hash: string, storedBefore: number): Promise<void> {
    const path = this.#pathOf(hash);
    const aside = asideOf(path);
    await guard(path, async () => {
      const found = await unlessMissing(stat(path));
      if (!found || found.mtimeMs >= storedBefore) return;
      // Out of the way first, then looked at again: who stores it from here on writes a new file, who did so before is seen.
      await unlessMissing(rename(path, aside));
      const removed = await unlessMissing(stat(aside));
      if (removed && removed.mtimeMs >= storedBefore) await rename(aside, path);
      else await rm(aside, { force: true });
    });
  }

  /** Makes a blob that is there count as stored now. One of another size was cut short by a power cut, and doesn't count. */
  async #touch(path: string, size: number): Promise<boolean> {
    const found = await unlessMissing(stat(path));
    if (found?.size !== size) return false;
    const now = this.#clock.now() / 1_000;
    return (await unlessMissing(utimes(path, now, now).then(() => true))) ?? false;
  }

  async #write(path: string, bytes: Uint8Array): Promise<void> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const unfinished = `${path}.${randomUUID()}.tmp`;
    try {
      const file = await open(unfinished, "wx", 0o600);
      try {
        await file.writeFile(bytes);
        const now = this.#clock.now() / 1_000;
        await file.utimes(now, now);
        // Before the journal refers to it: a power cut may cost the journal its last moments, but must not leave it pointing at nothing.
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(unfinished, path);
      await syncFolder(dirname(path));
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  async #names(folder: string): Promise<readonly string[]> {
    const path = join(this.#folder, folder);
    return (await guard(path, () => unlessMissing(readdir(path)))) ?? [];
  }

  #pathOf(hash: string): string {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new TypeError(`${JSON.stringify(hash)} is no SHA-256 as 64 hexadecimal digits.`);
    return join(this.#folder, hash.slice(0, 2), hash.slice(2));
  }
}

/** Where a blob is while it is being removed. */
function asideOf(path: string): string {
  return `${path}.removed`;
}

/** Makes the new name itself survive a power cut. Windows knows no such thing, and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function unlessMissing<R>(working: Promise<R>): Promise<R | undefined> {
  try {
    return await working;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function guard<R>(path: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw toFileFault(error, path);
  }
}

/** What every store of blobs must do. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Blobs } from "../blobs.ts";
import type { DefineTest } from "./define-test.fixture.ts";

/** Two connections to one store; they may be one object where there can be no other. */
export interface OpenBlobs {
  readonly blobs: Blobs;
  readonly other: Blobs;
  /** Lets the time pass that blobs are stored at, by at least so long. */
  pass(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

const encode = (text: string) => new TextEncoder().encode(text);
const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Defines the tests. Each opens an empty store. */
export function blobsContract(test: DefineTest, open: () => Promise<OpenBlobs>): void {
  const law = (name: string, run: (opened: OpenBlobs) => Promise<void>) =>
    test(name, async () => {
      const opened = await open();
      try {
        await run(opened);
      } finally {
        await opened.close();
      }
    });

  for (const [name, bytes] of [
    ["small", encode('"Ä💡"')],
    ["empty", encode("")],
    ["large", new Uint8Array(3_000_000).map((_, index) => index * 7)],
  ] as const) {
    law(`what is stored comes back, byte for byte: ${name}`, async ({ blobs, other }) => {
      await blobs.put(hashOf(bytes), bytes);
      const found = await other.get(hashOf(bytes));
      assert.equal(found && Buffer.compare(found, bytes), 0);
    });
  }

  law("what is not there is undefined, and nothing is an error", async ({ blobs }) => {
    assert.equal(await blobs.get(hashOf(encode("nothing"))), undefined);
    await blobs.remove(hashOf(encode("nothing")), Number.MAX_SAFE_INTEGER);
    assert.deepEqual(await all(blobs), []);
  });

  law("storing again, also at once, is harmless", async ({ blobs, other }) => {
    const bytes = encode("x".repeat(100_000));
    await Promise.all(Array.from({ length: 10 }, (_, index) => (index % 2 ? blobs : other).put(hashOf(bytes), bytes)));
    assert.deepEqual(
      (await all(blobs)).map(({ hash }) => hash),
      [hashOf(bytes)],
    );
    assert.equal((await other.get(hashOf(bytes)))?.length, 100_000);
  });

  law("what was stored before a time can be removed; storing it again counts as stored now", async ({ blobs, other, pass }) => {
    const [old, renewed] = [encode("old"), encode("renewed")];
    await blobs.put(hashOf(old), old);
    await blobs.put(hashOf(renewed), renewed);
    await pass(10);
    await other.put(hashOf(renewed), renewed);
    const times = new Map((await all(blobs)).map(({ hash, storedAt }) => [hash, storedAt]));
    const storedAgainAt = times.get(hashOf(renewed)) as number;
    assert.ok(storedAgainAt > (times.get(hashOf(old)) as number));
    await blobs.remove(hashOf(old), storedAgainAt);
    await blobs.remove(hashOf(renewed), storedAgainAt);
    assert.equal(await other.get(hashOf(old)), undefined);
    assert.deepEqual(await other.get(hashOf(renewed)).then((bytes) => bytes && Buffer.from(bytes).toString()), "renewed");
    await blobs.remove(hashOf(renewed), storedAgainAt + 1);
    assert.deepEqual(await all(other), []);
  });
}

async function all(blobs: Blobs): Promise<{ readonly hash: string; readonly storedAt: number }[]> {
  const found = [];
  for await (const blob of blobs.list()) found.push(blob);
  return found;
}

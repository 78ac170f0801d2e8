/** What files add to the contract of blobs: what dying processes and power cuts leave behind. */
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FileBlobs } from "./file-blobs.ts";
import { StorageFault, toFileFault } from "./storage-fault.ts";

const hash = "ab".repeat(32);
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orchwits-"));
  path = join(folder, "ab", "ab".repeat(31));
});

afterEach(() => rmSync(folder, { recursive: true }));

async function list(blobs: FileBlobs): Promise<string[]> {
  const hashes: string[] = [];
  for await (const blob of blobs.list()) hashes.push(blob.hash);
  return hashes;
}

test("what a process left unfinished is no blob, and goes when it is a day old", async () => {
  const blobs = new FileBlobs(folder);
  await blobs.put(hash, new Uint8Array(10));
  const [young, old] = [`${path}.1.tmp`, `${path}.2.tmp`];
  for (const unfinished of [young, old]) writeFileSync(unfinished, "half");
  const twoDaysAgo = Date.now() / 1_000 - 2 * 86_400;
  utimesSync(old, twoDaysAgo, twoDaysAgo);
  writeFileSync(join(folder, "note.txt"), "not ours");
  expect(await list(blobs)).toEqual([hash]);
  expect([young, old].map((unfinished) => existsSync(unfinished))).toEqual([true, false]);
  expect(existsSync(join(folder, "note.txt"))).toBe(true);
});

test("a blob can be read while it is looked at whether to remove it, and stored again", async () => {
  const blobs = new FileBlobs(folder);
  await blobs.put(hash, new Uint8Array(10));
  renameSync(path, `${path}.removed`);
  expect(await blobs.get(hash)).toHaveLength(10);
  await blobs.put(hash, new Uint8Array(10));
  expect(existsSync(path)).toBe(true);
  await blobs.remove(hash, Date.now() + 60_000);
  expect(await blobs.get(hash)).toBeUndefined();
  expect(readdirSync(join(folder, "ab"))).toEqual([]);
});

test.each([
  ["ENOSPC", "could not be written: the disk is full. Make room."],
  ["EROFS", "can't be written: it lies on a read-only file system."],
  ["EMFILE", "this process has too many open files."],
  ["EIO", "could not be used: EIO."],
])("%s is said in words", (code, words) => {
  const fault = toFileFault(Object.assign(new Error(code), { code }), "/folder/blob");
  expect(fault).toBeInstanceOf(StorageFault);
  expect((fault as StorageFault).message).toContain("/folder/blob");
  expect((fault as StorageFault).message).toContain(words);
});

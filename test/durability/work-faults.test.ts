/** What goes wrong while executions run stops them with a sentence, and nothing that was recorded is lost. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { resumeExecution } from "../../src/engine/resume-execution.ts";
import { FileBlobs } from "../../src/local/file-blobs.ts";
import { openLocalHome } from "../../src/local/local-home.ts";
import { SqliteDispatcher } from "../../src/local/sqlite-dispatcher.ts";
import { SqliteJournal } from "../../src/local/sqlite-journal.ts";
import { SqliteStore } from "../../src/local/sqlite-store.ts";
import { systemClock } from "../../src/local/system-clock.ts";
import { startCount, workOff } from "./count.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orchwits-"));
  file = join(folder, "journal.db");
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A home whose database is at hand. */
function openWithStore() {
  const store = new SqliteStore(file);
  const dispatcher = new SqliteDispatcher(store, systemClock);
  const journal = new SqliteJournal(store, (key) => dispatcher.chainOf(key));
  return { store, journal, dispatcher, clock: systemClock, blobs: new FileBlobs(join(folder, "blobs")) };
}

test("a full disk stops the work with a sentence, and once there is room, it goes on to the right end", async () => {
  const home = openWithStore();
  await startCount(home, { hops: 300 });
  const { page_count: pages } = home.store.database.prepare("PRAGMA page_count").get() as { page_count: number };
  const outcomes: string[] = [];
  for (let room = 1; room < 8; room++) {
    home.store.database.exec(`PRAGMA max_page_count = ${pages + room}`);
    await expect(workOff(home, (hop) => outcomes.push(hop))).rejects.toThrow(`${file} could not be written: the disk is full. Make room.`);
    home.store.database.exec("UPDATE hops SET lease_until = 0 WHERE status = 'claimed'; UPDATE deliveries SET visible_at = 0");
  }
  home.store.database.exec("PRAGMA max_page_count = 1000000");
  await workOff(home, (hop) => outcomes.push(hop));
  expect(await home.journal.readExecution("e1")).toMatchObject({ status: "completed", result: 0 });
  const ended: number[] = [];
  for await (const { hop, status, completion } of home.journal.readHops("e1")) {
    if (status === "ended" && completion) ended.push(hop);
  }
  expect(ended).toEqual(Array.from({ length: 303 }, (_, hop) => hop));
  home.store.close();
});

test("a database that another process keeps busy is said so, and the work goes on afterwards", async () => {
  const home = openWithStore();
  const { message } = await startCount(home, { hops: 3 });
  home.store.database.exec("PRAGMA busy_timeout = 10");
  const other = new SqliteStore(file);
  other.database.exec("BEGIN IMMEDIATE");
  await expect(home.dispatcher.dispatch(message, 0)).rejects.toThrow(
    `${file} is busy: another process has been writing to it for too long. Try again once that has ended.`,
  );
  const working = workOff(home);
  other.database.exec("ROLLBACK");
  await working;
  expect(await home.journal.readExecution("e1")).toMatchObject({ status: "completed" });
  other.close();
  home.store.close();
});

test("a blob that was deleted by hand fails the execution, and once it is back, it can be resumed", async () => {
  const home = openLocalHome({ folder });
  await startCount(home, { hops: 3, large: true });
  const blobs = () => readdirSync(join(folder, "blobs"), { recursive: true, encoding: "utf8" }).filter((name) => name.length > 60);
  const stop = new AbortController();
  await workOff(home, (hop) => hop === "e1 1 moved" && stop.abort(), { signal: stop.signal });
  const [name] = blobs();
  const path = join(folder, "blobs", name as string);
  const bytes = readFileSync(path);
  rmSync(path);
  await workOff(home);
  const failed = await home.journal.readExecution("e1");
  expect(failed).toMatchObject({ status: "failed", error: { name: "BlobFault" } });
  expect(failed?.error?.message).toMatch(/^The value of 'text', 50,002 bytes in the blob [0-9a-f]{64}, is missing\./);

  writeFileSync(path, bytes.subarray(1));
  await resumeExecution(home, "e1", {});
  await workOff(home);
  expect((await home.journal.readExecution("e1"))?.error?.message).toContain("is not what was stored");

  writeFileSync(path, bytes);
  await resumeExecution(home, "e1", {});
  await workOff(home);
  expect(await home.journal.readExecution("e1")).toMatchObject({ status: "completed", result: 50_000 });
  home.close();
});

test("a blob that a power cut cut short is written again, and no unfinished one stays behind", async () => {
  const blobs = new FileBlobs(folder);
  const hash = "ab".repeat(32);
  await blobs.put(hash, new Uint8Array(1_000));
  const path = join(folder, "ab", "ab".repeat(31));
  truncateSync(path, 10);
  await blobs.put(hash, new Uint8Array(1_000));
  expect(await blobs.get(hash)).toHaveLength(1_000);
  expect(readdirSync(join(folder, "ab"))).toEqual(["ab".repeat(31)]);
  await expect(blobs.get("../../etc/passwd")).rejects.toThrow("is no SHA-256");
});

// One branch at a time is written otherwise than several.
test.each([
  ["one branch", 1],
  ["ten branches", 10],
])("two who work at once, on %s each, share the work, and each hop's outcome is taken once", async (_, concurrency) => {
  const homes = [openLocalHome({ folder }), openLocalHome({ folder })] as const;
  for (let index = 0; index < 20; index++) await startCount(homes[0], { hops: 20 }, `e${index}`);
  const ran: string[][] = [[], []];
  await Promise.all(homes.map((home, index) => workOff(home, (hop) => ran[index]?.push(hop), { concurrency })));
  expect((await homes[0].journal.list({ status: "completed" })).length).toBe(20);
  const all = ran.flat();
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBe(20 * 23);
  for (const home of homes) home.close();
});

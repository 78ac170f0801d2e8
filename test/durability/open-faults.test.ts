/** A folder that can't be used is left as it is, and the error says what to do. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FileBlobs } from "../../src/local/file-blobs.ts";
import { loadSqlite } from "../../src/local/load-sqlite.ts";
import { openLocalHome } from "../../src/local/local-home.ts";
import { StorageFault } from "../../src/local/storage-fault.ts";
import { startCount, workOff } from "./count.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orchwits-"));
  file = join(folder, "journal.db");
});

afterEach(() => rmSync(folder, { recursive: true }));

function catchFault(task: () => unknown): StorageFault {
  try {
    task();
  } catch (error) {
    if (error instanceof StorageFault) return error;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}

async function fill(): Promise<void> {
  const home = openLocalHome({ folder });
  await startCount(home, { hops: 100 });
  await workOff(home);
  home.close();
}

function change(sql: string): void {
  const database = new (loadSqlite().DatabaseSync)(file);
  database.exec(sql);
  database.close();
}

test("a journal of a newer version is refused, and left as it is", async () => {
  await fill();
  change("PRAGMA user_version = 99");
  const [bytes, names] = [readFileSync(file), readdirSync(folder)];
  expect(catchFault(() => openLocalHome({ folder })).message).toBe(
    `${file} was written by a newer version of Orchwits (its format is 99, this version knows 2). It was left as it is. ` +
      "Install the newer version, or use another folder.",
  );
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect(readdirSync(folder)).toEqual(names);
});

test("a database of another program is refused, and left as it is", () => {
  change("CREATE TABLE customers (name TEXT)");
  const bytes = readFileSync(file);
  expect(catchFault(() => openLocalHome({ folder })).message).toContain("is a database of another program. It was left as it is.");
  expect(readFileSync(file).equals(bytes)).toBe(true);
});

test("an empty file is a new journal", () => {
  writeFileSync(file, "");
  openLocalHome({ folder }).close();
  expect(statSync(file).size).toBeGreaterThan(0);
});

test("what is no database is called damaged, and left as it is", () => {
  writeFileSync(file, "not a database, but long enough to be taken for one".repeat(100));
  const bytes = readFileSync(file);
  const fault = catchFault(() => openLocalHome({ folder }));
  expect(fault.code).toBe("SQLITE_NOTADB");
  expect(fault.message).toBe(
    `${file} is damaged: it is not, or no longer, a database that can be read. It was left as it is. Put back a copy of it, or save what ` +
      `can be read by 'sqlite3 ${file} .recover', or move the file away to begin with an empty journal.`,
  );
  expect(readFileSync(file).equals(bytes)).toBe(true);
});

test.each([
  ["half of it is gone", (size: number) => truncateSync(file, Math.floor(size / 8192) * 4096)],
  ["pages are overwritten", (size: number) => writeFileSync(file, readFileSync(file).fill(0x55, 4096, size))],
])("a journal is called damaged when %s", async (_, damage) => {
  await fill();
  damage(statSync(file).size);
  const use = async () => {
    const home = openLocalHome({ folder });
    try {
      await home.journal.list({});
      for await (const hop of home.journal.readHops("e1")) expect(hop.execution).toBe("e1");
    } finally {
      home.close();
    }
  };
  await expect(use()).rejects.toThrow(`${file} is damaged`);
});

test("a folder that can't be written is said so", () => {
  chmodSync(folder, 0o555);
  asNobody(() => {
    const fault = catchFault(() => openLocalHome({ folder }));
    expect(fault.code).toBe("SQLITE_CANTOPEN");
    expect(fault.message).toBe(`${file} can't be opened or created. Its folder must exist and be writable for this user.`);
    expect(catchFault(() => openLocalHome({ folder: join(folder, "inside") })).message).toBe(
      `${join(folder, "inside")} can't be read or written: this user may not. Give it the permission.`,
    );
  });
  chmodSync(folder, 0o755);
});

test("a journal that can't be written is said so, and its blobs, too", async () => {
  await fill();
  chmodSync(file, 0o444);
  mkdirSync(join(folder, "blobs"));
  for (const path of [folder, join(folder, "blobs")]) chmodSync(path, 0o555);
  asNobody(() => expect(catchFault(() => openLocalHome({ folder })).message).toMatch(/can't be (written|opened)/));
  const blobs = new FileBlobs(join(folder, "blobs"));
  await asNobody(async () => {
    await expect(blobs.put("a".repeat(64), new Uint8Array(10))).rejects.toThrow("this user may not. Give it the permission.");
  });
  for (const path of [folder, join(folder, "blobs")]) chmodSync(path, 0o755);
});

test("a file where the folder should be is said so", () => {
  writeFileSync(join(folder, "taken"), "");
  expect(catchFault(() => openLocalHome({ folder: join(folder, "taken") })).message).toContain("what should be a folder");
  expect(catchFault(() => openLocalHome({ folder: join(folder, "taken", "inside") })).message).toContain("what should be a folder");
});

test("a folder tells git to leave it alone, and keeps what was told otherwise", () => {
  openLocalHome({ folder }).close();
  expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("*\n");
  writeFileSync(join(folder, ".gitignore"), "");
  openLocalHome({ folder }).close();
  expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("");
  expect(existsSync(`${file}-wal`)).toBe(false);
});

/** Root may do everything: as root, becomes a user who may not, for as long as the task takes. */
function asNobody<R>(task: () => R): R {
  if (process.getuid?.() !== 0) return task();
  process.seteuid?.(65_534);
  const back = () => process.seteuid?.(0);
  const result = (() => {
    try {
      return task();
    } catch (error) {
      back();
      throw error;
    }
  })();
  if (result instanceof Promise) return result.finally(back) as R;
  back();
  return result;
}

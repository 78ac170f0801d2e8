/** A system that watches no more folders: told as what it is. Its own file, because the system's part is played. */
import { tmpdir } from "node:os";
import { expect, test, vi } from "vitest";
import { UsageError } from "./usage-error.ts";
import { watchFolders } from "./watch-folders.ts";

const refusal = vi.hoisted(() => ({ code: "" }));
vi.mock("node:fs", async (original) => ({
  ...(await original<typeof import("node:fs")>()),
  watch() {
    throw Object.assign(new Error(`${refusal.code}: System limit for number of file watchers reached`), { code: refusal.code });
  },
}));

test.each(["ENOSPC", "EMFILE"])("%s says which folder, why, and what to do", (code) => {
  refusal.code = code;
  const watch = watchFolders(() => {});
  expect(() => watch.add([tmpdir()])).toThrow(UsageError);
  expect(() => watch.add([tmpdir()])).toThrow(new RegExp(`^Can't watch ${tmpdir()} .*\\(${code}\\).*raise the limit`));
});

test("what is no limit stays what it is", () => {
  refusal.code = "EIO";
  expect(() => watchFolders(() => {}).add([tmpdir()])).toThrow(/^EIO/);
});

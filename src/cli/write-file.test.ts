/** What is said of a file that can't be written: its own name, and not that of the one beside it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "./command-line.fixture.ts";
import { writeWhole } from "./write-file.ts";

test("a file is written with the folders above it, and nothing is left beside it", () => {
  const folder = makeFolder();
  writeWhole(join(folder, "a/b/cafe.svg"), "<svg/>");
  expect(readFileSync(join(folder, "a/b/cafe.svg"), "utf8")).toBe("<svg/>");
  expect(readdirSync(join(folder, "a/b"))).toEqual(["cafe.svg"]);
});

test("its name may be as long as any", () => {
  const folder = makeFolder();
  writeWhole(join(folder, "x".repeat(255)), "long");
  expect(readFileSync(join(folder, "x".repeat(255)), "utf8")).toBe("long");
});

test.runIf(process.platform === "linux")("of one that can't be, only its own name is said", () => {
  expect(() => writeWhole("/proc/cafe.svg", "")).toThrow(/^'\/proc\/cafe\.svg' can't be written: E\w+: [\w ]+, open '\/proc\/cafe\.svg'$/);
});

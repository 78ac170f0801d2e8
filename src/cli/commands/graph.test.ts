/** `orchwits graph`, run as a user runs it: each format, and what it refuses to draw. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { brokenCafe, cafe, makeFolder, orchwits } from "../command-line.fixture.ts";

test("outlines on stdout", async () => {
  const { code, stdout, stderr } = await orchwits(makeFolder({ "pipeline.ts": cafe }), ["graph", "pipeline.ts"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^Cafe, 4 steps/);
  expect(stdout).toMatch(/\n$/);
});

test.each([
  ["cafe.svg", /^<\?xml|^<svg/],
  ["cafe.html", /^<!doctype html>/i],
  ["cafe.mmd", /^(?:---|flowchart|%%)/],
  ["cafe.gv", /digraph/],
  ["cafe.json", /^\{\s+"version": 1/],
])("%s says what to write", async (name, beginning) => {
  const folder = makeFolder({ "pipeline.ts": cafe });
  const { code, stdout } = await orchwits(folder, ["graph", "pipeline.ts", "-o", `out/${name}`]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(readFileSync(join(folder, "out", name), "utf8")).toMatch(beginning);
  expect(readdirSync(join(folder, "out"))).toEqual([name]);
});

test("asks which pipeline, where a file holds several", async () => {
  const folder = makeFolder({ "two.ts": `${cafe}\nexport class Bar extends Cafe {}\n` });
  const [any, bar] = await Promise.all([orchwits(folder, ["graph", "two.ts", "-o", "x.svg"]), orchwits(folder, ["graph", "two.ts#Bar"])]);
  expect({ code: any.code, stdout: any.stdout }).toEqual({ code: 1, stdout: "" });
  expect(any.stderr).toMatch(
    /OW104 two\.ts holds 2 pipelines: Cafe, Bar\.\n {2}fix: Name one of them, such as: orchwits graph 'two\.ts#Cafe'/,
  );
  expect(existsSync(join(folder, "x.svg"))).toBe(false);
  expect(bar.stdout).toMatch(/^Bar, 4 steps/);
});

test("draws a pipeline with faults, and says that it has some", async () => {
  const { code, stdout, stderr } = await orchwits(makeFolder({ "pipeline.ts": brokenCafe }), ["graph", "pipeline.ts", "--format", "dot"]);
  expect(code).toBe(0);
  expect(stdout).toContain("digraph");
  expect(stderr).toBe("note: The check finds 1 error here: orchwits check pipeline.ts\n");
});

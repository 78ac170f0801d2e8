/** `orchwits build`, run as a user runs it: what it writes, what it leaves alone, and what it refuses. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { brokenCafe, cafe, makeFolder, orchwits } from "../command-line.fixture.ts";

test("functions are built into a folder, and listed with what takes room in them", async () => {
  const folder = makeFolder({ "pipeline.ts": cafe });
  const { code, stdout, stderr } = await orchwits(folder, ["build", "pipeline.ts", "--metafile"]);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^Built 5 functions into \.orchwits\/build\. Each has faults\.mjs, too, .*: \d+,\d+ bytes, gzip [\d,]+\n$/);
  expect(stdout).toMatch(/^function +bytes +gzip +largest in it\nstart +\d+,\d+ +\d+,\d+ +orchwits \d+,\d+, pipeline\.ts \d+\n/);
  const names = ["start", "coffee", "tea", "drink", "orchwits-recovery"];
  expect(
    stdout
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(" ")[0]),
  ).toEqual(names);
  expect(readdirSync(join(folder, ".orchwits/build")).sort()).toEqual(
    ["manifest.json", "metafile.json", ...names.flatMap((name) => [name, `${name}.zip`])].sort(),
  );
  const { functions } = JSON.parse(readFileSync(join(folder, ".orchwits/build/manifest.json"), "utf8"));
  expect(functions[0]).toEqual({
    name: "start",
    kind: "step",
    handler: "index.handler",
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    bytes: expect.any(Number),
    gzipBytes: expect.any(Number),
  });
});

test("--json says the same for programs", async () => {
  const folder = makeFolder({ "pipeline.ts": cafe });
  const { stdout } = await orchwits(folder, ["build", "pipeline.ts", "-o", "out", "--json"]);
  const { folder: out, functions } = JSON.parse(stdout);
  expect(out).toBe(join(folder, "out"));
  expect(functions).toHaveLength(5);
  expect(functions[1]).toMatchObject({ name: "coffee", folder: join(folder, "out/coffee"), zipBytes: expect.any(Number) });
});

test("nothing is built of a pipeline with faults, and each is told", async () => {
  const folder = makeFolder({ "pipeline.ts": brokenCafe });
  const { code, stdout, stderr } = await orchwits(folder, ["build", "pipeline.ts"]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^error OW101 .*'beans'/);
  expect(stderr).toMatch(/Nothing was built\.\n$/);
  expect(existsSync(join(folder, ".orchwits"))).toBe(false);
});

/** Nothing reads what the coffee gets beside beans, and nothing provides the sugar that it may take. */
const remarkable = cafe
  .replace("{ beans: 12 }", "{ beans: 12, water: 1 }")
  .replace("({ beans }: { beans: number }", "({ beans }: { beans: number; sugar?: number }");

test.each([
  ["build", ["--json"]],
  ["template", ["--json"]],
])("%s tells warnings as the check does, counts hints, and keeps both out of what programs read", async (command, options) => {
  const folder = makeFolder({ "pipeline.ts": remarkable });
  const { code, stdout, stderr } = await orchwits(folder, [command, "pipeline.ts", ...options]);
  const checked = await orchwits(folder, ["check", "pipeline.ts"]);
  const [warning = ""] = checked.stdout.split("\n\n");
  expect(warning).toMatch(/^warning OW202 Step 'start' sets 'water', but no step reads it\.\n {2}pipeline\.ts:6:/);
  expect(stderr).toContain(`${warning}\n\n1 warning in Cafe (4 steps)\nOW202 is explained in `);
  expect(stderr).toContain("\n1 hint, shown by: orchwits check pipeline.ts\n\n");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toBeTypeOf("object");
});

test("what can't be bundled is told with its place, and is no fault of orchwits", async () => {
  const folder = makeFolder({
    "pipeline.ts": cafe.replace("\n", `\nimport { roast } from "roastery";\n`).replace("tea() {", "tea() { roast();"),
    "node_modules/roastery/package.json": '{ "name": "roastery", "types": "index.d.ts", "main": "gone.js" }',
    "node_modules/roastery/index.d.ts": "export declare function roast(): void;",
  });
  const { code, stderr } = await orchwits(folder, ["build", "pipeline.ts"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: pipeline\.ts:2:23: 'roastery' can't be found\. 'roastery' is installed, but lacks the file /);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

test("a folder that can't be written to is said to be so", async () => {
  const folder = makeFolder({ "pipeline.ts": cafe });
  writeFileSync(join(folder, "taken"), "");
  const { code, stderr } = await orchwits(folder, ["build", "pipeline.ts", "-o", "taken"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^error: 'taken' can't be written/);
});

test.runIf(process.platform === "linux").each([
  ["build", "/proc/orchwits/build"],
  ["graph", "/proc/orchwits/graph.svg"],
  ["template", "/proc/orchwits/template.yaml"],
])("%s ends where the system lets nobody make a folder, although it says of none that it must not", async (command, output) => {
  const { code, stdout, stderr } = await orchwits(makeFolder({ "pipeline.ts": cafe }), [command, "pipeline.ts", "-o", output]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^error: '\/proc\/orchwits.*' can't be written: ENOENT/);
});

/** `orchwits check`, run as a user runs it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { brokenCafe, cafe, makeFolder, orchwits, pressCtrlC } from "../command-line.fixture.ts";

test("a sound pipeline passes", async () => {
  const { code, stdout, stderr } = await orchwits(makeFolder({ "pipeline.ts": cafe }), ["check", "pipeline.ts"]);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "No problems in Cafe (4 steps)\n", stderr: "" });
});

test("missing data is an error with path, place and fix", async () => {
  const folder = makeFolder({ "src/pipeline.ts": brokenCafe });
  const { code, stdout } = await orchwits(folder, ["check", "src/pipeline.ts"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^error OW101 .*'beans'/);
  expect(stdout).toContain("start → tea → coffee");
  expect(stdout).toContain(`src/pipeline.ts:11:12\n    > 11 |     return this.next("coffee", {}, { drop: "*" });`);
  expect(stdout).toContain("  fix: ");
  expect(stdout).toMatch(/\n1 error in Cafe \(4 steps\)\nOW101 is explained in .*docs\/codes\/OW101\.md\n$/);
});

test("warnings fail only beyond --max-warnings, and several files make one report", async () => {
  const folder = makeFolder({ "a.ts": cafe.replace("{ beans: 12 }", "{ beans: 12, cups: 1 }"), "b.ts": cafe });
  const [loose, strict] = await Promise.all([
    orchwits(folder, ["check", "a.ts", "b.ts", "--format", "json"]),
    orchwits(folder, ["check", "a.ts", "b.ts", "--max-warnings", "0"]),
  ]);
  expect(loose.code).toBe(0);
  const report = JSON.parse(loose.stdout);
  expect(report.summary).toEqual({ errors: 0, warnings: 1, hints: 0 });
  expect(report.pipelines.map(({ file }: { file: string }) => file)).toEqual(["a.ts", "b.ts"]);
  expect(report.findings[0]).toMatchObject({ code: "OW202", file: "a.ts", line: 6, pipeline: "Cafe", step: "start", key: "cups" });
  expect(strict.code).toBe(1);
  expect(strict.stderr).toBe("More warnings than --max-warnings 0 allows.\n");
});

test("a class that is nearly right is suggested", async () => {
  const { code, stdout } = await orchwits(makeFolder({ "pipeline.ts": cafe }), ["check", "pipeline.ts#Caffe"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^error OW104 .*'Caffe'/);
  expect(stdout).toContain("Did you mean 'Cafe'?");
});

test("a file may have a # in its name", async () => {
  const { code } = await orchwits(makeFolder({ "pipe #1.ts": cafe }), ["check", "pipe #1.ts", "pipe #1.ts#Cafe"]);
  expect(code).toBe(0);
});

test("source that does not compile is said first", async () => {
  const { code, stdout } = await orchwits(makeFolder({ "pipeline.ts": cafe.replace("beans: 12", "beans: twelve") }), [
    "check",
    "pipeline.ts",
  ]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^error OW001 .*twelve/);
});

test("--watch checks again when a source changes, and ends with Ctrl-C", async () => {
  const folder = makeFolder({ "pipeline.ts": cafe });
  const { code, stdout, stderr } = await orchwits(folder, ["check", "pipeline.ts", "--watch"], {
    detached: true,
    reactions: [
      { after: "Watching", act: () => writeFileSync(join(folder, "pipeline.ts"), brokenCafe) },
      { after: "Watching", act: pressCtrlC },
    ],
  });
  expect(code).toBe(130);
  expect(stderr).toMatch(/^(\nWatching since .*\n){2}$/);
  expect(stdout).toMatch(/^No problems in Cafe \(4 steps\)\nerror OW101 /);
});

test("what could not be deployed is said here, too: by the name that the class gives its stack", async () => {
  const named = cafe.replace("  @step()", '  static readonly stack = { name: "my_cafe" };\n\n  @step()');
  const { code, stdout } = await orchwits(makeFolder({ "pipeline.ts": named }), ["check", "pipeline.ts"]);
  expect(code).toBe(1);
  expect(stdout).toContain("error OW401 A stack can't be called 'my_cafe'");
});

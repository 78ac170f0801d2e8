/** `orchwits template`, run as a user runs it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { brokenCafe, cafe, makeFolder, orchwits } from "../command-line.fixture.ts";

test("prints the template, with code where 'build' puts it", async () => {
  const { code, stdout, stderr } = await orchwits(makeFolder({ "pipeline.ts": cafe }), ["template", "pipeline.ts"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^# The stack of Cafe, made from pipeline\.ts by 'orchwits template'/);
  expect(stdout).toContain("CodeUri: .orchwits/build/coffee\n");
});

test("names the code from where the template stands", async () => {
  const folder = makeFolder({ "pipeline.ts": cafe });
  const { code, stdout } = await orchwits(folder, ["template", "pipeline.ts", "-o", "infra/template.yaml", "--code", "out/code"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(readFileSync(join(folder, "infra/template.yaml"), "utf8")).toContain("CodeUri: ../out/code/coffee\n");
});

test("prints JSON", async () => {
  const { stdout } = await orchwits(makeFolder({ "pipeline.ts": cafe }), ["template", "pipeline.ts", "--json"]);
  expect(Object.keys(JSON.parse(stdout).Resources)).toEqual(expect.arrayContaining(["Start", "Coffee", "OrchwitsJournal"]));
});

test("makes nothing of a pipeline with faults, and says which", async () => {
  const folder = makeFolder({ "pipeline.ts": brokenCafe });
  const { code, stdout, stderr } = await orchwits(folder, ["template", "pipeline.ts", "-o", "template.yaml"]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/OW101/);
  expect(existsSync(join(folder, "template.yaml"))).toBe(false);
});

test("says what AWS would refuse, where it stands", async () => {
  const source = cafe.replace("@step()", "@step({ memory: 64 })");
  const { code, stdout, stderr } = await orchwits(makeFolder({ "pipeline.ts": source }), [
    "template",
    "pipeline.ts",
    "--stack",
    "my_stack",
  ]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain("'memory' is 64");
  expect(stderr).toContain("A stack can't be called 'my_stack'");
});

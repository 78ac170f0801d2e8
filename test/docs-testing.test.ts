/** The examples of `docs/testing.md` compile and pass, under the test runners that they are written for. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type CompilerVersion, compile } from "./compiler.ts";

const root = join(import.meta.dirname, "..");
const modules = join(root, "node_modules");
const project = mkdtempSync(join(tmpdir(), "orchwits-docs-testing-"));
const files = [...readFileSync(join(root, "docs/testing.md"), "utf8").matchAll(/^```ts runs\n\/\/ (\S+)\n(.*?)^```$/gms)];

mkdirSync(join(project, "node_modules"));
symlinkSync(root, join(project, "node_modules/orchwits"), "junction");
for (const name of ["@types", "tsx", "vitest"]) symlinkSync(join(modules, name), join(project, "node_modules", name), "junction");
const compilerOptions = {
  target: "es2023",
  module: "nodenext",
  strict: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  types: ["node"],
};
writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: { ...compilerOptions, skipLibCheck: true } }));
writeFileSync(join(project, "package.json"), '{ "type": "module" }');
for (const [, name, text] of files) writeFileSync(join(project, name as string), text as string);

afterAll(() => rmSync(project, { recursive: true, force: true }));

/** @returns what it printed, without colours */
function runNode(...words: string[]): string {
  const environment = {
    ...process.env,
    NO_COLOR: "1",
    FORCE_COLOR: undefined,
    NODE_OPTIONS: undefined,
    NODE_TEST_CONTEXT: undefined,
    VITEST: undefined,
  };
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: project, encoding: "utf8", env: environment });
  if (status !== 0) throw new Error(`node ${words.join(" ")} exited with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

test("the page has a pipeline, and tests of it", () => {
  expect(files.map(([, name]) => name)).toEqual([
    "orders.ts",
    "run.test.ts",
    "retries.test.ts",
    "parts.test.ts",
    "faults.test.ts",
    "graph.test.ts",
    "vitest.config.ts",
    "orders.node.ts",
  ]);
});

test.each(["7.0.2", "6.0.3"] satisfies CompilerVersion[])("they compile with TypeScript %s", async (version) => {
  const errors = await compile(version, ["-p", "."], project);
  expect(errors.map(({ file, line, text }) => `${file.slice(project.length)}:${line} ${text}`)).toEqual([]);
});

test("they pass under Vitest", () => {
  const printed = runNode(join(modules, "vitest/vitest.mjs"), "run");
  expect(printed).toContain("Test Files  5 passed (5)");
  expect(printed).toContain("Tests  10 passed (10)");
});

test("they pass under node:test", () => {
  expect(runNode("--import", "tsx", "--test", "--test-reporter=tap", "orders.node.ts")).toContain("# pass 4");
});

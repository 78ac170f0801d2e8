/** `orchwits init`: a project that works at once, in a folder that held nothing. */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, orchwits } from "../command-line.fixture.ts";

test("makes a project that passes its check and runs", async () => {
  const folder = makeFolder();
  const made = await orchwits(folder, ["init", "My Project"]);
  expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: "" });
  expect(made.stdout).toContain("cd 'My Project' && npm install");
  const project = join(folder, "My Project");
  expect(readdirSync(project).sort()).toEqual(
    [".gitignore", "README.md", "input.json", "package.json", "pipeline.test.ts", "pipeline.ts", "tsconfig.json"].sort(),
  );
  const manifest = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
  expect(manifest.name).toBe("my-project");
  for (const version of Object.values({ ...manifest.dependencies, ...manifest.devDependencies }))
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);

  renameSync(join(folder, "node_modules"), join(project, "node_modules"));
  const [check, run] = await Promise.all([
    orchwits(project, ["check", "pipeline.ts"]),
    orchwits(project, ["run", "pipeline.ts", "--input", "@input.json"]),
  ]);
  expect(check.stdout).toMatch(/^No problems in Cafe/);
  expect(check.code).toBe(0);
  expect(run.stdout).toContain('"drink": "coffee"');
  expect(run.code).toBe(0);
});

test("touches no folder that holds something", async () => {
  const folder = makeFolder({ "mine/notes.txt": "" });
  const { code, stderr } = await orchwits(folder, ["init", "mine"]);
  expect(code).toBe(2);
  expect(stderr).toContain("'mine' is not empty: it holds notes.txt.\nNothing was written.");
  expect(readdirSync(join(folder, "mine"))).toEqual(["notes.txt"]);
});

test("a fresh repository counts as empty", async () => {
  const folder = makeFolder();
  mkdirSync(join(folder, "fresh/.git"), { recursive: true });
  writeFileSync(join(folder, "fresh/.git/HEAD"), "");
  expect((await orchwits(folder, ["init", "fresh"])).code).toBe(0);
});

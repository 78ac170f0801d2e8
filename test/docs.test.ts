/** What the documentation shows, happens: its TypeScript compiles, its commands run, and its links lead somewhere. */
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { type CompilerVersion, compile } from "./compiler.ts";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "orchwits-docs-"));
const pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)]
  .filter((page) => page.endsWith(".md"))
  .map((page) => ({ page, text: readFileSync(join(root, page), "utf8") }));
const cafe = join(root, "examples/cafe/pipeline.ts");

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The fenced blocks of a page whose info string is exactly this. */
function blocksOf(text: string, info: string): string[] {
  return [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].flatMap(([, found, body]) => (found === info ? [body as string] : []));
}

/** A folder in which the package is installed, with the cafe as `pipeline.ts`. */
function makeProject(name: string): string {
  const project = join(folder, name);
  mkdirSync(join(project, "node_modules"), { recursive: true });
  symlinkSync(root, join(project, "node_modules/orchwits"), "junction");
  for (const scope of ["@types", "@aws-sdk"])
    symlinkSync(join(root, "node_modules", scope), join(project, "node_modules", scope), "junction");
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  const compilerOptions = {
    target: "es2023",
    module: "nodenext",
    strict: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: ["node"],
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  cpSync(cafe, join(project, "pipeline.ts"));
  return project;
}

describe("TypeScript", () => {
  const project = makeProject("compile");
  const blocks = pages.flatMap(({ page, text }) =>
    blocksOf(text, "ts").map((body, position) => {
      const own = join(project, basename(page, ".md"));
      if (!existsSync(own)) {
        mkdirSync(own);
        cpSync(cafe, join(own, "pipeline.ts"));
      }
      const name = /^\/\/ (\S+\.ts)\n/.exec(body)?.[1] ?? `block-${position + 1}.ts`;
      writeFileSync(join(own, name), body);
      return name;
    }),
  );

  test.each(["7.0.2", "6.0.3"] satisfies CompilerVersion[])("of every page compiles with TypeScript %s", async (version) => {
    expect(blocks.length).toBeGreaterThan(10);
    expect(
      (await compile(version, ["-p", "."], project)).map(({ file, line, text }) => `${file.slice(project.length)}:${line} ${text}`),
    ).toEqual([]);
  });
});

describe("commands", () => {
  const project = makeProject("run");
  const commands = new Set(
    pages.flatMap(({ text }) =>
      blocksOf(text, "sh")
        .join("\n")
        .split("\n")
        .map((line) => line.replace(/\s+#.*$/, ""))
        .filter((line) => line.startsWith("npx orchwits ")),
    ),
  );

  test.concurrent.each([...commands])("%s", async (command) => {
    const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? (plain as string)).slice(2);
    const run = promisify(execFile)(process.execPath, [join(root, "dist/cli/main.js"), ...words], { cwd: project });
    await expect(run).resolves.toBeDefined();
  });
});

describe("links", () => {
  test.each(pages)("of $page lead to files", ({ page, text }) => {
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)|\bsrc="([^"]+)"/g)].map(([, link, image]) =>
      (link ?? image ?? "").replace(/#.*$/, ""),
    );
    const broken = targets
      .filter((target) => target !== "" && !/^https?:/.test(target))
      .filter((target) => !existsSync(join(root, dirname(page), target)));
    expect(broken).toEqual([]);
  });
});

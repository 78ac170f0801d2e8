/** Each code has a page, whose wrong example gives exactly that code, and whose right one nothing: what the docs promise is what happens. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Analyzer, openAnalyzer } from "../src/analyzer/analyzer.ts";
import { check } from "../src/analyzer/check.ts";
import { makeTemplate } from "../src/deploy/template/make-template.ts";
import { type Code, catalogue } from "../src/diagnostics/codes.ts";
import type { Graph } from "../src/model/graph.ts";
import { type CompilerError, compile } from "./compiler.ts";
import { exceptions, fixturesDirectory } from "./fixture.ts";

const root = join(import.meta.dirname, "..");
const pages = join(root, "docs/codes");
const codes = Object.keys(catalogue) as Code[];

type Kind = "wrong" | "right";

function readPage(name: string): string {
  return readFileSync(join(pages, name), "utf8");
}

/** The fenced blocks of a page in a language, as ```` ```ts wrong ````. */
function blocks(page: string, language: string, kind: Kind): string[] {
  return [...page.matchAll(/^```(\w+) ([\w ]+)\n(.*?)^```$/gms)]
    .filter(([, spoken, kinds]) => spoken === language && kinds?.split(" ").includes(kind))
    .map(([, , , text]) => text as string);
}

// Inside the package, so that the examples find the types of Node.
const cache = join(root, "node_modules/.cache");
mkdirSync(cache, { recursive: true });
const directory = mkdtempSync(join(cache, "docs-codes-"));
const base = JSON.parse(readFileSync(join(fixturesDirectory, "tsconfig.json"), "utf8")).compilerOptions;
const compilerOptions = { ...base, paths: { orchwits: [join(root, "src/index.ts")] } };

/** Where an example stands: in a folder of its own where the page has a tsconfig for it. */
function fileOf(code: Code, kind: Kind): string {
  const own = blocks(readPage(`${code}.md`), "json", kind).length > 0;
  return join(directory, own ? `own/${code}-${kind}/pipeline.ts` : `${code}-${kind}.ts`);
}

let analyzer: Analyzer;
let errors: CompilerError[];

beforeAll(async () => {
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  for (const code of codes) {
    for (const kind of ["wrong", "right"] as const) {
      const page = readPage(`${code}.md`);
      const [source = ""] = blocks(page, "ts", kind);
      const [config] = blocks(page, "json", kind);
      const file = fileOf(code, kind);
      mkdirSync(join(file, ".."), { recursive: true });
      writeFileSync(file, source);
      if (!config) continue;
      const own = { compilerOptions: { ...compilerOptions, ...JSON.parse(config).compilerOptions } };
      writeFileSync(join(file, "../tsconfig.json"), JSON.stringify(own));
    }
  }
  errors = await compile("7.0.2", ["-p", "."], directory);
  analyzer = openAnalyzer({ cwd: directory });
});

afterAll(() => {
  analyzer.close();
  rmSync(directory, { recursive: true });
});

function findCodes(file: string): string[] {
  const { pipelines, diagnostics } = analyzer.read(file);
  const deployed = (graph: Graph) => makeTemplate(graph, { code: (name) => name }).diagnostics;
  const found = [...diagnostics, ...pipelines.flatMap((graph) => [...check(graph), ...deployed(graph)])];
  return [...new Set(found.map(({ code }) => code))];
}

describe.each(codes)("docs/codes/%s.md", (code) => {
  const { title, severity, inCompiler } = catalogue[code];

  it("begins with the catalogue's title and severity", () => {
    const where = code === "OW001" ? "the compiler says so itself" : inCompiler ? "also in the compiler" : "not in the compiler";
    expect(readPage(`${code}.md`).split("\n").slice(0, 3)).toEqual([`# ${code}: ${title}`, "", `**${severity}** · ${where}`]);
  });

  it("says why it matters, how to fix it, and whether it can be a false alarm", () => {
    for (const part of ["**Why it matters.**", "**How to fix it.**", "**A false alarm?**"]) expect(readPage(`${code}.md`)).toContain(part);
  });

  it.each(["wrong", "right"] as const)("has one %s example", (kind) => {
    expect(blocks(readPage(`${code}.md`), "ts", kind)).toHaveLength(1);
  });

  it("has a wrong example that gives exactly this code", () => {
    const file = fileOf(code, "wrong");
    expect(findCodes(file)).toEqual([code]);
    if (file.includes("/own/")) return;
    const found = new Set(errors.filter((error) => error.file === file).map((error) => error.code ?? "OW001"));
    expect([...found]).toEqual(inCompiler ? [code] : []);
  });

  it("has a right example that gives nothing", () => {
    const file = fileOf(code, "right");
    expect(findCodes(file)).toEqual([]);
    expect(errors.filter((error) => error.file === file)).toEqual([]);
  });
});

describe("docs/codes", () => {
  it("has a page for each code and no other", () => {
    expect(readdirSync(pages).sort()).toEqual([...codes.map((code) => `${code}.md`), "README.md"].sort());
  });

  it("has an index that lists each code as the catalogue has it", () => {
    const rows = codes.map((code) => {
      const { title, severity, inCompiler } = catalogue[code];
      return `| [${code}](${code}.md) | ${severity} | ${inCompiler ? "yes" : ""} | ${title} |`;
    });
    expect(
      readPage("README.md")
        .split("\n")
        .filter((line) => line.startsWith("| [OW")),
    ).toEqual(rows);
  });

  it("names every case in which compiler and analyzer may differ", () => {
    for (const exception of exceptions) expect(readPage("README.md")).toContain(`- **${exception}**`);
  });
});

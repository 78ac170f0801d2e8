/** Every fixture must get from the compilers and from `check` exactly what its first lines say, and both must agree. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Analyzer, openAnalyzer } from "../src/analyzer/analyzer.ts";
import { check } from "../src/analyzer/check.ts";
import { examineOptions } from "../src/deploy/template/examine-options.ts";
import { type Code, catalogue } from "../src/diagnostics/codes.ts";
import { type CompilerError, type CompilerVersion, compile } from "./compiler.ts";
import { exceptions, fixturesDirectory, readFixture, readFixtures } from "./fixture.ts";

const common = readFixtures("common");
const projects = readFixtures("project");
const versions: readonly CompilerVersion[] = ["7.0.2", "6.0.3", "5.9.3"];

/** Each finding once, as `OW101 coffee beans`: a fault on two edges is one fault of a step. */
function summarize(findings: readonly { code?: string; step?: string; key?: string; about?: string }[]): string[] {
  return [...new Set(findings.map(({ code, step, key, about }) => [code, step, key ?? about].filter(Boolean).join(" ")))].sort();
}

/** The expectations that nothing meets, and the findings that nothing expects. An expectation may name less than a finding. */
function compare(expected: readonly string[], found: readonly string[]) {
  const unexpected = [...found];
  const unmet = [...expected]
    .sort((a, b) => b.length - a.length)
    .filter((wanted) => {
      const at = unexpected.findIndex((one) => one === wanted || one.startsWith(`${wanted} `));
      if (at >= 0) unexpected.splice(at, 1);
      return at < 0;
    });
  return { unmet, unexpected };
}

const nothing = { unmet: [], unexpected: [] };

/** The name of the method whose decorator stands at a place. */
function decoratedAt(source: string, line: number, column: number): string | undefined {
  const [first = "", ...rest] = source.split("\n").slice(line - 1);
  if (!first.slice(0, column - 1).endsWith("@")) return undefined;
  const after = [first.slice(column), ...rest].join("\n").replaceAll(/\/\*.*?\*\/|\/\/[^\n]*/gs, "");
  return /^\s*(?:(?:async|override|public|protected|private) )*\*?"?([\p{L}\w$ ]+?)"?(?:<.*>)?\(/mu.exec(
    after.replace(/^[\w.]+\(.*?\)|^\w+/s, ""),
  )?.[1];
}

const errorsOf = new Map<CompilerVersion, CompilerError[]>();
beforeAll(async () => {
  await Promise.all(versions.map(async (version) => errorsOf.set(version, await compile(version, ["-p", "."], fixturesDirectory))));
});

describe.each(versions)("the compiler %s", (version) => {
  it.each(common)("says of $name what is expected", (fixture) => {
    const here = (errorsOf.get(version) ?? []).filter(({ file }) => file === fixture.file);
    const ours = here.filter(({ code }) => code !== undefined);
    expect(compare(fixture.tsc ?? [], summarize(ours))).toEqual(nothing);
    expect(here.length > ours.length, "whether it has other errors").toBe(fixture.broken);
    expect(
      here.filter(({ code, text }) => code === undefined && text.startsWith("TS1270")),
      "verdicts without a sentence",
    ).toEqual([]);
    for (const { line, column, step } of ours) expect(decoratedAt(fixture.source, line, column)).toBe(step);
  });

  it("finds nothing outside the fixtures", () => {
    const known = new Set(common.map(({ file }) => file));
    expect(errorsOf.get(version)?.filter(({ file }) => !known.has(file))).toEqual([]);
  });
});

describe("the analyzer", () => {
  let analyzer: Analyzer;
  const bare = mkdtempSync(join(tmpdir(), "orchwits-fixtures-"));
  beforeAll(() => {
    analyzer = openAnalyzer({ cwd: fixturesDirectory });
  });
  afterAll(() => {
    analyzer.close();
    rmSync(bare, { recursive: true });
  });

  function find(file: string): string[] {
    const { pipelines, diagnostics } = analyzer.read(file);
    return summarize([...diagnostics, ...pipelines.flatMap((graph) => [...check(graph), ...examineOptions(graph, undefined)])]);
  }

  it.each([...common, ...projects.filter(({ name }) => !name.includes("no-tsconfig"))])("says of $name what is expected", (fixture) => {
    expect(compare(fixture.check, find(fixture.file))).toEqual(nothing);
  });

  it("reads a file that no tsconfig covers", () => {
    const fixture = readFixture("projects/no-tsconfig/pipeline.ts");
    const installed = join(bare, "node_modules/orchwits");
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, "package.json"), JSON.stringify({ name: "orchwits", type: "module", exports: "./src/index.ts" }));
    symlinkSync(join(import.meta.dirname, "../src"), join(installed, "src"), "dir");
    writeFileSync(join(bare, "pipeline.ts"), fixture.source);
    expect(compare(fixture.check, find(join(bare, "pipeline.ts")))).toEqual(nothing);
  });
});

describe("a fixture with a project of its own", () => {
  it.each(projects.filter(({ tsc }) => tsc !== undefined))("$name gets from the compiler what is expected", async (fixture) => {
    const directory = dirname(fixture.file);
    const project = existsSync(join(directory, "tsconfig.app.json")) ? "tsconfig.app.json" : ".";
    const errors = await compile("7.0.2", ["-p", project], directory);
    const ours = errors.filter(({ code }) => code !== undefined);
    expect(compare(fixture.tsc ?? [], summarize(ours))).toEqual(nothing);
    if (!fixture.check.includes("OW002")) expect(errors.length > ours.length, "whether it has other errors").toBe(fixture.broken);
  });
});

describe("the fixtures", () => {
  it("are at least 120", () => {
    expect(common.length + projects.length).toBeGreaterThanOrEqual(120);
  });

  it.each([...common, ...projects])("let compiler and analyzer agree on $name, or say why not", (fixture) => {
    if (fixture.exception !== undefined) return expect(exceptions).toContain(fixture.exception);
    const known = ([code]: string[]) => catalogue[code as Code].inCompiler && code !== "OW001";
    const both = (findings: readonly string[]) => findings.filter((finding) => known(finding.split(" "))).sort();
    if (fixture.tsc !== undefined) expect(both(fixture.tsc)).toEqual(both(fixture.check));
  });
});

describe("every code", () => {
  const expectations = [...common, ...projects].flatMap(({ check }) => check);
  it.each(Object.keys(catalogue))("%s has a fixture that shows it", (code) => {
    expect(expectations.some((one) => one.startsWith(code))).toBe(true);
  });
});

/** The compiler's check, the analyzer's and brute force must say the same of any pipeline. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAnalyzer } from "../../src/analyzer/analyzer.ts";
import { check } from "../../src/analyzer/check.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { type CompilerVersion, compile } from "../compiler.ts";
import { bruteForce } from "./brute-force.ts";
import { graphOf } from "./graph-of.ts";
import { randomPipeline } from "./random-pipeline.ts";
import { sourceOf } from "./source-of.ts";

const seed = process.env.SEED ? Number(process.env.SEED) : Math.floor(Math.random() * 2 ** 31);
const count = 150;
const pipelines = fc.sample(randomPipeline, { seed, numRuns: count });
const parent = join(import.meta.dirname, "..", "..", "node_modules", ".cache");
let folder = "";

const configuration = {
  compilerOptions: {
    target: "es2023",
    lib: ["es2023", "esnext.decorators"],
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
    noErrorTruncation: true,
    allowImportingTsExtensions: true,
    types: ["node"],
    typeRoots: [join(import.meta.dirname, "..", "..", "node_modules", "@types")],
    paths: { orchwits: [join(import.meta.dirname, "..", "..", "src", "index.ts")] },
  },
  include: ["*.ts"],
};

beforeAll(() => {
  mkdirSync(parent, { recursive: true });
  folder = mkdtempSync(join(parent, "three-checks-"));
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(configuration));
  for (const [index, pipeline] of pipelines.entries()) writeFileSync(join(folder, `p${index}.ts`), sourceOf(pipeline));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Faults as `p12: OW101 coffee beans`, one a line and sorted, so that a difference reads well. */
function lines(faults: Iterable<readonly [index: number, fault: string]>): string[] {
  return [...new Set([...faults].map(([index, fault]) => `p${index}: ${fault}`))].sort();
}

function* expected(): Generator<readonly [number, string]> {
  for (const [index, pipeline] of pipelines.entries()) {
    for (const fault of bruteForce(pipeline).keys()) yield [index, fault.split(" ").slice(0, 3).join(" ")];
  }
}

async function compiled(version: CompilerVersion): Promise<(readonly [number, string])[]> {
  const errors = (await compile(version, ["-p", "."], folder)).filter(({ file }) => file.startsWith(folder));
  const foreign = errors.filter(({ code }) => code === undefined);
  expect(foreign.map(({ text }) => text)).toEqual([]);
  return errors.map(({ file, code, step, about }) => [Number(/\d+/.exec(basename(file))?.[0]), `${code} ${step} ${about}`]);
}

describe(`three checks of ${count} random pipelines (SEED=${seed})`, () => {
  it("has enough to say", () => {
    expect(lines(expected()).length).toBeGreaterThan(count);
  });

  for (const version of ["7.0.2", "6.0.3"] as const) {
    it(`agrees with the compiler ${version}`, async () => {
      expect(lines(await compiled(version))).toEqual(lines(expected()));
    });
  }

  it("agrees with the analyzer, whose graph is the pipeline", () => {
    const analyzer = openAnalyzer({ cwd: folder });
    try {
      const found: (readonly [number, string])[] = [];
      for (const [index, pipeline] of pipelines.entries()) {
        const { pipelines: graphs, diagnostics } = analyzer.read(`p${index}.ts`);
        expect(diagnostics).toEqual([]);
        const [graph] = graphs;
        if (!graph) throw new Error(`p${index} has no graph`);
        const told = check(graph);
        for (const { code, step, key } of told)
          if (code === "OW101" || code === "OW102" || code === "OW304") found.push([index, `${code} ${step} ${key}`]);
        expect(summary(told), `p${index}`).toEqual(summary(check(graphOf(pipeline))));
      }
      expect(lines(found)).toEqual(lines(expected()));
    } finally {
      analyzer.close();
    }
  });
});

function summary(told: readonly Diagnostic[]): string[] {
  // Which step of a loop is named first hangs on the order of steps, which the analyzer makes its own.
  const isLoop = ({ code }: Diagnostic) => code === "OW106" || code === "OW108";
  return told.map((one) => [one.code, ...(isLoop(one) ? [] : [one.step, one.key, one.path?.length])].join(" ")).sort();
}

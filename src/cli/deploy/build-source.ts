/** Reads, checks and builds a pipeline, and prints what keeps it from being built. */
import { type Analyzer, openAnalyzer, type Reading } from "../../analyzer/analyzer.ts";
import { check } from "../../analyzer/check.ts";
import type { Build } from "../../deploy/build/build.ts";
import { describeFinding } from "../../deploy/build/build-failed.ts";
import { buildPipeline } from "../../deploy/build/build-pipeline.ts";
import { examineOptions } from "../../deploy/template/examine-options.ts";
import type { Graph } from "../../model/graph.ts";
import { printReport } from "../print-report.ts";
import { pickPipeline, reportOf } from "../report-of.ts";
import type { Target } from "../target.ts";

export interface BuildSourceOptions {
  /** Where the functions are written. */
  readonly outFolder: string;
  /** The command that builds, for messages. */
  readonly command: string;
  readonly external?: readonly string[] | undefined;
}

export interface BuiltSource {
  readonly graph: Graph;
  readonly reading: Reading;
  readonly build: Build;
}

/**
 * Builds what a target names, unless the check finds errors.
 *
 * @returns nothing, when what is wrong was printed
 * @throws {BuildFailed} for what can't be bundled
 */
export async function buildSource(target: Target, options: BuildSourceOptions): Promise<BuiltSource | undefined> {
  const analyzer = openAnalyzer({ cwd: process.cwd() });
  try {
    return await buildWith(analyzer, target, options);
  } finally {
    analyzer.close();
  }
}

async function buildWith(analyzer: Analyzer, target: Target, options: BuildSourceOptions): Promise<BuiltSource | undefined> {
  const { outFolder, command, external } = options;
  const reading = analyzer.read(target.file, target.className);
  const picked = pickPipeline(reading, target.file, command);
  const graph = "graph" in picked ? picked.graph : undefined;
  const found =
    "graph" in picked ? [...reading.diagnostics, ...check(picked.graph), ...examineOptions(picked.graph, undefined)] : picked.diagnostics;
  const errors = found.filter(({ severity }) => severity === "error");
  if (errors.length > 0 || !graph) {
    await printReport(reportOf(errors, reading.directory, process.cwd(), graph), "pretty", process.stderr);
    process.stderr.write("Nothing was built.\n");
    return undefined;
  }
  const outline = analyzer.readOutline(target.file, graph.pipeline);
  if (!outline) throw new Error(`'${target.file}' was read as a pipeline, but can't be outlined.`);
  const build = await buildPipeline({ graph, outline, outFolder, external });
  for (const warning of build.warnings) process.stderr.write(`warning: ${describeFinding(warning)}\n`);
  return { graph, reading, build };
}

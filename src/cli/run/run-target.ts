/** One local run from the command line: check, input, load, run, and what came of it. */
import { openAnalyzer, type Reading } from "../../analyzer/analyzer.ts";
import { check } from "../../analyzer/check.ts";
import { paintFor } from "../../diagnostics/paint.ts";
import type { Graph } from "../../model/graph.ts";
import { exitCodes } from "../exit-codes.ts";
import { printReport } from "../print-report.ts";
import { pickPipeline, reportOf } from "../report-of.ts";
import type { Target } from "../target.ts";
import { completeInput } from "./complete-input.ts";
import { LoadFailed, loadPipeline } from "./load-pipeline.ts";
import { readInput } from "./read-input.ts";
import type { RunCommandOptions } from "./run-options.ts";
import { showError } from "./user-stack.ts";

/** Runs the target and returns the exit code. */
export async function runTarget(target: Target, options: RunCommandOptions): Promise<number> {
  const given = readInput(options.input);
  const source = await readTarget(target, options);
  if (!source) return exitCodes.findings;
  const { graph, configFile } = source;
  const input = graph ? await completeInput(graph, given, target, options) : given;
  try {
    const pipeline = await loadPipeline(target.file, graph?.pipeline ?? target.className, configFile);
    const context = { target, options, graph };
    if (options.volatile) return await (await import("./execute.ts")).execute(pipeline, input, context);
    return await (await import("../operate/start-run.ts")).startRun(pipeline, input, context);
  } catch (error) {
    if (!(error instanceof LoadFailed)) throw error;
    const paint = paintFor(process.stderr, process.env);
    const cause = error.cause === undefined ? "" : `\n${showError(error.cause, process.cwd())}\n`;
    process.stderr.write(`${paint(["bold", "red"], "error:")} ${error.message}\n${cause}`);
    return exitCodes.findings;
  }
}

/** What could be read of the target without running it. */
interface Source {
  /** Absent where it can't be had, and nobody wants the check. */
  readonly graph: Graph | undefined;
  readonly configFile: string | undefined;
}

/** Reads and checks; nothing, when what is wrong was printed and keeps it from being run. */
async function readTarget(target: Target, options: RunCommandOptions): Promise<Source | undefined> {
  const cwd = process.cwd();
  const analyzer = openAnalyzer({ cwd });
  let reading: Reading;
  try {
    reading = analyzer.read(target.file, target.className);
  } finally {
    analyzer.close();
  }
  const picked = pickPipeline(reading, target.file, "run");
  const graph = "graph" in picked ? picked.graph : undefined;
  const source = { graph, configFile: reading.configFile };
  if (!options.check) return source;
  const diagnostics = "graph" in picked ? [...reading.diagnostics, ...check(picked.graph)] : picked.diagnostics;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (graph && errors.length === 0) return source;
  await printReport(reportOf(errors, reading.directory, cwd, graph), "pretty", process.stderr);
  const runnable = errors.some(({ code }) => code !== "OW104");
  process.stderr.write(`Nothing was run.${runnable ? " --no-check runs it anyway." : ""}\n`);
  return undefined;
}

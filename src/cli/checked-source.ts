/** Reads and checks a pipeline that something is to be made of, and prints what keeps that from being made. */
import type { Analyzer, Reading } from "../analyzer/analyzer.ts";
import { check } from "../analyzer/check.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Graph } from "../model/graph.ts";
import type { Outline } from "../model/outline.ts";
import { printReport } from "./print-report.ts";
import { pickPipeline, reportOf } from "./report-of.ts";
import type { Target } from "./target.ts";

export interface CheckedSource {
  readonly graph: Graph;
  readonly reading: Reading;
  readonly outline: Outline;
}

export interface SourceRequest {
  readonly analyzer: Analyzer;
  readonly target: Target;
  /** The command that reads, for messages. */
  readonly command: string;
  /** What is to be said beyond what the check says. */
  readonly examine?: (graph: Graph) => readonly Diagnostic[];
  /** Is told of the reading, right or wrong. */
  readonly onReading?: (reading: Reading) => void;
  /** What comes after the errors: `Nothing was built.` */
  readonly ending?: string;
}

/** @returns nothing, when what is wrong was printed */
export async function readCheckedSource(request: SourceRequest): Promise<CheckedSource | undefined> {
  const { analyzer, target, command, examine, onReading, ending } = request;
  const reading = analyzer.read(target.file, target.className);
  onReading?.(reading);
  const picked = pickPipeline(reading, target.file, command);
  if (!("graph" in picked)) {
    await refuse(picked.diagnostics, reading, undefined, ending);
    return undefined;
  }
  const { graph } = picked;
  if (await refuse([...reading.diagnostics, ...check(graph), ...(examine?.(graph) ?? [])], reading, graph, ending)) return undefined;
  const outline = analyzer.readOutline(target.file, graph.pipeline);
  if (!outline) throw new Error(`'${target.file}' was read as a pipeline, but can't be outlined.`);
  return { graph, reading, outline };
}

/** Prints the errors among diagnostics. @returns whether there were any */
export async function refuse(
  diagnostics: readonly Diagnostic[],
  { directory }: Reading,
  graph: Graph | undefined,
  ending?: string,
): Promise<boolean> {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return false;
  await printReport(reportOf(errors, directory, process.cwd(), graph), "pretty", process.stderr);
  if (ending !== undefined) process.stderr.write(`${ending}\n`);
  return true;
}

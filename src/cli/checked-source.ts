/** Reads and checks a pipeline that something is to be made of, and says what keeps that from being made. */
import type { Analyzer, Reading } from "../analyzer/analyzer.ts";
import { check } from "../analyzer/check.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Graph } from "../model/graph.ts";
import type { Outline } from "../model/outline.ts";
import { reportText } from "./print-report.ts";
import { pickPipeline, reportOf } from "./report-of.ts";
import type { Target } from "./target.ts";

export interface CheckedSource {
  readonly graph: Graph;
  readonly reading: Reading;
  readonly outline: Outline;
  /** What was found. There are no errors among it. */
  readonly diagnostics: readonly Diagnostic[];
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
  /** Takes what is wrong, as text. Default: stderr does. */
  readonly say?: Say;
}

export type Say = (text: string) => void;

const sayOnStderr: Say = (text) => void process.stderr.write(text);

/** @returns nothing, when what is wrong was said */
export async function readCheckedSource(request: SourceRequest): Promise<CheckedSource | undefined> {
  const { analyzer, target, command, examine, onReading, ending, say } = request;
  const reading = analyzer.read(target.file, target.className);
  onReading?.(reading);
  const picked = pickPipeline(reading, target.file, command);
  if (!("graph" in picked)) {
    await refuse(picked.diagnostics, { reading }, ending, say);
    return undefined;
  }
  const { graph } = picked;
  const diagnostics = [...reading.diagnostics, ...check(graph), ...(examine?.(graph) ?? [])];
  if (await refuse(diagnostics, { reading, graph }, ending, say)) return undefined;
  const outline = analyzer.readOutline(target.file, graph.pipeline);
  if (!outline) throw new Error(`'${target.file}' was read as a pipeline, but can't be outlined.`);
  return { graph, reading, outline, diagnostics };
}

/** Where diagnostics are from. */
interface Origin {
  readonly reading: Reading;
  readonly graph?: Graph;
}

/** Says the errors among diagnostics: while there are any, the rest can wait. @returns whether there were any */
export async function refuse(
  diagnostics: readonly Diagnostic[],
  { reading, graph }: Origin,
  ending?: string,
  say: Say = sayOnStderr,
): Promise<boolean> {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return false;
  say(await reportText(reportOf(errors, reading.directory, process.cwd(), graph), "pretty", process.stderr));
  if (ending !== undefined) say(`${ending}\n`);
  return true;
}

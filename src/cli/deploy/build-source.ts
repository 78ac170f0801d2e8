/** Reads, checks and builds a pipeline, and prints what keeps it from being built, and what else there is to be said of it. */
import { openAnalyzer } from "../../analyzer/analyzer.ts";
import type { Build } from "../../deploy/build/build.ts";
import { buildPipeline } from "../../deploy/build/build-pipeline.ts";
import { examineOptions } from "../../deploy/template/examine-options.ts";
import type { Graph } from "../../model/graph.ts";
import { readCheckedSource } from "../checked-source.ts";
import { makeFolder } from "../make-folder.ts";
import type { Target } from "../target.ts";
import { tellBuildWarnings, tellRemarks } from "../tell-remarks.ts";

export interface BuildSourceOptions {
  /** Where the functions are written. */
  readonly outFolder: string;
  /** The command that builds, for messages. */
  readonly command: string;
  readonly external?: readonly string[] | undefined;
}

/**
 * Builds what a target names, unless the check finds errors.
 *
 * @returns nothing, when what is wrong was printed
 * @throws {BuildFailed} for what can't be bundled
 */
export async function buildSource(target: Target, { outFolder, command, external }: BuildSourceOptions): Promise<Build | undefined> {
  const analyzer = openAnalyzer({ cwd: process.cwd() });
  try {
    const examine = (graph: Graph) => [...examineOptions(graph)];
    const source = await readCheckedSource({ analyzer, target, command, examine, ending: "Nothing was built." });
    if (!source) return undefined;
    const { graph, outline } = source;
    await tellRemarks(source.diagnostics, source, target);
    makeFolder(outFolder);
    const build = await buildPipeline({ graph, outline, outFolder, external });
    tellBuildWarnings(build.warnings);
    return build;
  } finally {
    analyzer.close();
  }
}

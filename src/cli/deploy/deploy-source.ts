/** Reads and checks what is to be deployed, and prints what keeps it from being so. */
import { openAnalyzer, type Reading } from "../../analyzer/analyzer.ts";
import { check } from "../../analyzer/check.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Graph } from "../../model/graph.ts";
import type { Outline } from "../../model/outline.ts";
import { printReport } from "../print-report.ts";
import { pickPipeline, reportOf } from "../report-of.ts";
import type { Target } from "../target.ts";

export interface DeploySource {
  readonly graph: Graph;
  readonly reading: Reading;
  readonly outline: Outline;
}

/** @returns nothing, when what is wrong was printed */
export async function readDeploySource(target: Target): Promise<DeploySource | undefined> {
  const analyzer = openAnalyzer({ cwd: process.cwd() });
  try {
    const reading = analyzer.read(target.file, target.className);
    const picked = pickPipeline(reading, target.file, "deploy");
    if (!("graph" in picked)) {
      await refuse(picked.diagnostics, reading);
      return undefined;
    }
    const { graph } = picked;
    if (await refuse([...reading.diagnostics, ...check(graph)], reading, graph)) return undefined;
    const outline = analyzer.readOutline(target.file, graph.pipeline);
    if (!outline) throw new Error(`${target.file} was read, and its class ${graph.pipeline} was not found in it.`);
    return { graph, reading, outline };
  } finally {
    analyzer.close();
  }
}

/** Prints the errors among diagnostics. @returns whether there were any */
export async function refuse(diagnostics: readonly Diagnostic[], { directory }: Reading, graph?: Graph): Promise<boolean> {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return false;
  await printReport(reportOf(errors, directory, process.cwd(), graph), "pretty", process.stderr);
  process.stderr.write("Nothing was deployed.\n");
  return true;
}

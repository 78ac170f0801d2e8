/** Makes the template of a pipeline and writes it, unless something is wrong: then it says what. */
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { openAnalyzer, type Reading } from "../../analyzer/analyzer.ts";
import { check } from "../../analyzer/check.ts";
import { makeTemplate } from "../../deploy/template/make-template.ts";
import { toYaml } from "../../deploy/template/to-yaml.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Graph } from "../../model/graph.ts";
import { exitCodes } from "../exit-codes.ts";
import { printReport } from "../print-report.ts";
import { pickPipeline, reportOf } from "../report-of.ts";
import type { Target } from "../target.ts";
import { writeWhole } from "../write-file.ts";

export interface TemplateCommandOptions {
  readonly output?: string;
  readonly stack?: string;
  /** The folder with a folder for each function. */
  readonly code: string;
  readonly json?: true;
}

/** Writes the template and returns the exit code. */
export async function writeTemplate(target: Target, { output, stack, code, json }: TemplateCommandOptions): Promise<number> {
  const analyzer = openAnalyzer({ cwd: process.cwd() });
  try {
    const reading = analyzer.read(target.file, target.className);
    const picked = pickPipeline(reading, target.file, "template");
    if ("diagnostics" in picked) return await tell(picked.diagnostics, reading);
    const { graph } = picked;
    const faults = [...reading.diagnostics, ...check(graph)].filter(({ severity }) => severity === "error");
    if (faults.length > 0) return await tell(faults, reading, graph);
    const folder = locate(code, output === undefined ? process.cwd() : dirname(resolve(output)));
    const { template, comments, diagnostics } = makeTemplate(graph, { code: (name) => `${folder}/${name}`, stackName: stack });
    if (diagnostics.length > 0) await tell(diagnostics, reading, graph);
    if (diagnostics.some(({ severity }) => severity === "error")) return exitCodes.findings;
    const text = json || output?.toLowerCase().endsWith(".json") ? `${JSON.stringify(template, null, 2)}\n` : toYaml(template, comments);
    if (output === undefined) process.stdout.write(text);
    else writeWhole(output, text);
    return exitCodes.clean;
  } finally {
    analyzer.close();
  }
}

async function tell(diagnostics: readonly Diagnostic[], { directory }: Reading, graph?: Graph): Promise<number> {
  await printReport(reportOf(diagnostics, directory, process.cwd(), graph), "pretty", process.stderr);
  return exitCodes.findings;
}

/** A folder as the template names it: relative to where that stands, with forward slashes. */
function locate(folder: string, from: string): string {
  const path = relative(from, resolve(folder)).replaceAll("\\", "/");
  return isAbsolute(path) || path === "" ? join(path || ".") : path;
}

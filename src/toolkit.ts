/** `orchwits/toolkit`: what the command line does, for programs. Needs the compiler, so it has no place in a Lambda function. */
import { openAnalyzer } from "./analyzer/analyzer.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { diagnose } from "./diagnostics/diagnostic.ts";
import type { Graph } from "./model/graph.ts";

export { type Analyzer, openAnalyzer, type Reading } from "./analyzer/analyzer.ts";
export { check } from "./analyzer/check.ts";
export { type MadeTemplate, type MakeTemplateOptions, makeTemplate } from "./deploy/template/make-template.ts";
export type { CodeLocation, Template, TemplateResource, TemplateValue } from "./deploy/template/template.ts";
export { toYaml } from "./deploy/template/to-yaml.ts";
export { type CatalogueEntry, type Code, catalogue, type Severity } from "./diagnostics/codes.ts";
export type { Diagnostic } from "./diagnostics/diagnostic.ts";
export type * from "./model/graph.ts";
export { liveKeys } from "./model/live-keys.ts";
export { toDot } from "./render/dot.ts";
export { toHtml } from "./render/html.ts";
export { toJson } from "./render/json.ts";
export { toMermaid } from "./render/mermaid.ts";
export { toSvg } from "./render/svg.ts";
export { toText } from "./render/text.ts";

/** A source that can't be read: it doesn't compile, its configuration can't work, or it has no such pipeline. */
export class UnreadableSource extends Error {
  override readonly name = "UnreadableSource";
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ code, message, fix }) => `${code}: ${message}${fix ? ` ${fix}` : ""}`).join("\n"));
    this.diagnostics = diagnostics;
  }
}

/**
 * Reads the graph of a pipeline from its source, without running it.
 *
 * @param file - the TypeScript file that declares or exports it, relative to the current folder
 * @param className - the class, where the file has several pipelines
 * @throws {UnreadableSource} with the findings that say why
 * @example const graph = readGraph("pipeline.ts");
 */
export function readGraph(file: string, className?: string): Graph {
  const analyzer = openAnalyzer();
  try {
    const { pipelines, diagnostics } = analyzer.read(file, className);
    const [graph] = pipelines;
    if (!graph) throw new UnreadableSource(diagnostics);
    if (pipelines.length > 1) {
      const names = pipelines.map(({ pipeline }) => pipeline).join(", ");
      throw new UnreadableSource([diagnose("OW104", `'${file}' has several pipelines: ${names}.`, { fix: "Name the one you mean." })]);
    }
    return graph;
  } finally {
    analyzer.close();
  }
}

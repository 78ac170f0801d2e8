/** From a source file to what is deployed: the graph, the bundles and the template, as `orchwits deploy` makes them. */
import type { Analyzer } from "../../src/analyzer/analyzer.ts";
import { check } from "../../src/analyzer/check.ts";
import { buildPipeline } from "../../src/deploy/build/build-pipeline.ts";
import { makeTemplate } from "../../src/deploy/template/make-template.ts";
import type { Template } from "../../src/deploy/template/template.ts";
import type { Graph } from "../../src/model/graph.ts";

/** What a source comes to. */
export interface BuiltStack {
  readonly graph: Graph;
  readonly template: Template;
}

/** As `orchwits deploy` does it: read, check, build, make the template. */
export async function buildStack(analyzer: Analyzer, file: string, stackName: string, outFolder: string): Promise<BuiltStack> {
  const reading = analyzer.read(file);
  const [graph] = reading.pipelines;
  const outline = graph && analyzer.readOutline(file, graph.pipeline);
  const found = [...reading.diagnostics, ...(graph ? check(graph) : [])].filter(({ severity }) => severity === "error");
  if (!graph || !outline || found.length > 0) throw new Error(`${file} is not sound: ${found.map(({ message }) => message).join("\n")}`);
  const { functions } = await buildPipeline({ graph, outline, outFolder });
  const folders = new Map(functions.map(({ name, folder }) => [name, folder]));
  const code = (name: string) => {
    const folder = folders.get(name);
    if (folder === undefined) throw new Error(`The template of ${file} has a function '${name}' that was not built.`);
    return folder;
  };
  const { template, diagnostics } = makeTemplate(graph, { code, stackName });
  const faults = diagnostics.filter(({ severity }) => severity === "error");
  if (faults.length > 0) throw new Error(`${file} can't be deployed: ${faults.map(({ message }) => message).join("\n")}`);
  return { graph, template };
}

/** `orchwits graph`: draws a pipeline, or outlines it. */
import { extname } from "node:path";
import { Command } from "commander";
import type { Graph } from "../../model/graph.ts";
import { nearestName } from "../../model/nearest-name.ts";
import { choice } from "../choice.ts";
import { exitCodes } from "../exit-codes.ts";
import { printReport } from "../print-report.ts";
import { quote } from "../quote.ts";
import { parseTarget, type Target } from "../target.ts";
import { UsageError } from "../usage-error.ts";

const formats = ["text", "dot", "svg", "mermaid", "html", "json"] as const;
type GraphFormat = (typeof formats)[number];

const formatOfEnding: Readonly<Record<string, GraphFormat>> = {
  ".svg": "svg",
  ".html": "html",
  ".htm": "html",
  ".dot": "dot",
  ".gv": "dot",
  ".mmd": "mermaid",
  ".mermaid": "mermaid",
  ".json": "json",
  ".txt": "text",
};

interface GraphOptions {
  readonly format?: GraphFormat;
  readonly output?: string;
}

export function graphCommand(): Command {
  return new Command("graph")
    .description("Draw a pipeline, or outline it as text.")
    .argument("<file[#Class]>", "the source, and the class where it holds several pipelines", parseTarget)
    .addOption(choice("--format <format>", "what to write; default: by the ending of --output, else text", formats))
    .option("-o, --output <file>", "write to a file instead of stdout")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits graph pipeline.ts                     a readable outline
  $ orchwits graph pipeline.ts -o cafe.svg         the picture
  $ orchwits graph pipeline.ts -o cafe.html        one page with the picture and what each step reads and sets
  $ orchwits graph 'pipelines.ts#Cafe' --format dot | dot -Tpng > cafe.png
  $ orchwits graph pipeline.ts --format mermaid    for a README`,
    )
    .action(async (target: Target, options: GraphOptions) => {
      process.exitCode = await graph(target, options);
    });
}

async function graph(target: Target, { format, output }: GraphOptions): Promise<number> {
  const chosen = format ?? (output === undefined ? "text" : formatOf(output));
  const cwd = process.cwd();
  const [{ openAnalyzer }, { pickPipeline, reportOf }] = await Promise.all([
    import("../../analyzer/analyzer.ts"),
    import("../report-of.ts"),
  ]);
  const analyzer = openAnalyzer({ cwd });
  try {
    const reading = analyzer.read(target.file, target.className);
    const picked = pickPipeline(reading, target.file, "graph");
    if ("diagnostics" in picked) {
      await printReport(reportOf(picked.diagnostics, reading.directory, cwd), "pretty", process.stderr);
      return exitCodes.findings;
    }
    await warnOfFaults(picked.graph, target);
    const text = await draw(picked.graph, chosen);
    if (output === undefined) process.stdout.write(text);
    else (await import("../write-file.ts")).writeWhole(output, text);
    return exitCodes.clean;
  } finally {
    analyzer.close();
  }
}

/** A picture of a pipeline with faults is what helps to find them, but it must not pass for the whole truth. */
async function warnOfFaults(graph: Graph, { file }: Target): Promise<void> {
  const { check } = await import("../../analyzer/check.ts");
  const errors = check(graph).filter(({ severity }) => severity === "error").length;
  if (errors > 0)
    process.stderr.write(`note: The check finds ${errors} error${errors === 1 ? "" : "s"} here: orchwits check ${quote(file)}\n`);
}

function formatOf(output: string): GraphFormat {
  const ending = extname(output).toLowerCase();
  const format = formatOfEnding[ending];
  if (format) return format;
  const endings = Object.keys(formatOfEnding);
  const meant = nearestName(ending, endings);
  throw new UsageError(
    `'${output}' does not say what to write. Give --format ${formats.join("|")}, or one of the endings ${endings.join(" ")}.` +
      (meant ? ` Did you mean '${meant}'?` : ""),
  );
}

async function draw(graph: Graph, format: GraphFormat): Promise<string> {
  switch (format) {
    case "text":
      return endLine((await import("../../render/text.ts")).toText(graph));
    case "dot":
      return endLine((await import("../../render/dot.ts")).toDot(graph));
    case "svg":
      return endLine(await (await import("../../render/svg.ts")).toSvg(graph));
    case "mermaid":
      return endLine((await import("../../render/mermaid.ts")).toMermaid(graph));
    case "html":
      return endLine(await (await import("../../render/html.ts")).toHtml(graph));
    case "json":
      return endLine((await import("../../render/json.ts")).toJson(graph));
  }
}

function endLine(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}

/** Reads pipelines through the analyzer and gathers what it has to say into one report. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Analyzer, Reading } from "../analyzer/analyzer.ts";
import { check } from "../analyzer/check.ts";
import { examineOptions } from "../deploy/template/examine-options.ts";
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import { displayPath, locate } from "../diagnostics/locate.ts";
import type { CheckedPipeline, Finding, Report } from "../diagnostics/report.ts";
import type { Graph } from "../model/graph.ts";
import { quote } from "./quote.ts";
import type { Target } from "./target.ts";

/** Everything that the check says about the targets: of each file all pipelines, unless one is named. */
export function checkTargets(
  analyzer: Analyzer,
  targets: readonly Target[],
  cwd: string,
): { report: Report; readings: readonly Reading[] } {
  const findings: Finding[] = [];
  const pipelines: CheckedPipeline[] = [];
  const readings = targets.map(({ file, className }) => {
    const reading = analyzer.read(file, className);
    findings.push(...preventing(reading, file).map((diagnostic) => locate(diagnostic, reading.directory, cwd)));
    for (const graph of reading.pipelines) {
      // What only AWS would refuse keeps nobody from running it here: `run` doesn't ask.
      const diagnostics = [...check(graph), ...examineOptions(graph)];
      findings.push(...diagnostics.map((diagnostic) => locate(diagnostic, reading.directory, cwd, graph.pipeline)));
      pipelines.push(summarise(graph, displayPath(resolve(reading.directory, graph.file), cwd)));
    }
    return reading;
  });
  return { report: { findings: distinct(findings), pipelines, sources: sourcesOf(findings, cwd) }, readings };
}

/** A report about diagnostics of one reading. */
export function reportOf(diagnostics: readonly Diagnostic[], directory: string, cwd: string, graph?: Graph): Report {
  const findings = diagnostics.map((diagnostic) => locate(diagnostic, directory, cwd, graph?.pipeline));
  const pipelines = graph ? [summarise(graph, displayPath(resolve(directory, graph.file), cwd))] : [];
  return { findings, pipelines, sources: sourcesOf(findings, cwd) };
}

/** The one pipeline that a command works on, or what says why there is none. */
export function pickPipeline(reading: Reading, file: string, command: string): { graph: Graph } | { diagnostics: readonly Diagnostic[] } {
  const [graph, second] = reading.pipelines;
  if (!graph) return { diagnostics: preventing(reading, file) };
  if (!second) return { graph };
  const names = reading.pipelines.map(({ pipeline }) => pipeline);
  const message = `${file} holds ${names.length} pipelines: ${names.join(", ")}.`;
  return {
    diagnostics: [diagnose("OW104", message, { fix: `Name one of them, such as: orchwits ${command} ${quote(`${file}#${names[0]}`)}` })],
  };
}

function preventing({ pipelines, diagnostics }: Reading, file: string): readonly Diagnostic[] {
  if (pipelines.length > 0 || diagnostics.length > 0) return diagnostics;
  const fix = "Export a class that extends Pipeline and has a step named start.";
  return [diagnose("OW104", `${file} holds no pipeline.`, { fix })];
}

function summarise(graph: Graph, file: string): CheckedPipeline {
  const moves = graph.steps.reduce((sum, { edges }) => sum + edges.length, 0);
  return { name: graph.pipeline, file, steps: graph.steps.length, moves };
}

/** Pipelines that share steps, and a file that is named twice, share findings. */
function distinct(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of findings) {
    const key = JSON.stringify({ ...finding, pipeline: undefined });
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
}

function sourcesOf(findings: readonly Finding[], cwd: string): ReadonlyMap<string, string> {
  const places = findings.flatMap(({ at, related = [] }) => [...(at ? [at] : []), ...related.map((other) => other.at)]);
  const sources = new Map<string, string>();
  for (const file of new Set(places.map((place) => place.file))) {
    try {
      sources.set(file, readFileSync(resolve(cwd, file), "utf8"));
    } catch {
      // A finding without its source is still a finding.
    }
  }
  return sources;
}

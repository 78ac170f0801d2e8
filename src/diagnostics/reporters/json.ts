/** Findings as JSON with a stable, versioned shape, for programs. Described in docs/check-json.md. */
import type { Place } from "../../model/graph.ts";
import { catalogue } from "../codes.ts";
import { docsPage } from "../docs-page.ts";
import { countFindings, type Finding, type Report } from "../report.ts";

/** Rises when something that was there changes or goes. What is added leaves it as it is. */
export const jsonReportVersion = 1;

/** The report as indented JSON. Paths are relative to the current folder, or absolute where they are outside of it. */
export function reportJson(report: Report): string {
  const { error, warning, hint } = countFindings(report.findings);
  const shape = {
    version: jsonReportVersion,
    summary: { errors: error, warnings: warning, hints: hint },
    pipelines: report.pipelines,
    findings: report.findings.map(shapeFinding),
  };
  return `${JSON.stringify(shape, null, 2)}\n`;
}

function shapeFinding(finding: Finding) {
  return {
    code: finding.code,
    severity: finding.severity,
    title: catalogue[finding.code].title,
    message: finding.message,
    ...shapePlace(finding.at),
    pipeline: finding.pipeline,
    step: finding.step,
    key: finding.key,
    path: finding.path,
    related: finding.related?.map(({ message, at }) => ({ message, ...shapePlace(at) })),
    fix: finding.fix,
    docs: docsPage(finding.code),
  };
}

function shapePlace(at: Place | undefined) {
  if (!at) return undefined;
  return { file: at.file, line: at.line, column: at.column, endLine: at.endLine, endColumn: at.endColumn };
}

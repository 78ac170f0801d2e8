/** Findings as SARIF 2.1.0, for code scanning services and editors. */
import { pathToFileURL } from "node:url";
import type { Place } from "../../model/graph.ts";
import { type Code, catalogue, type Severity } from "../codes.ts";
import { docsPage } from "../docs-page.ts";
import type { Finding, Report } from "../report.ts";

const levelOf: Record<Severity, "error" | "warning" | "note"> = { error: "error", warning: "warning", hint: "note" };
const codes = Object.keys(catalogue) as Code[];

/** A log with one run, whose rules are the whole catalogue. `toolVersion` is the version of this package. */
export function reportSarif(report: Report, toolVersion: string): string {
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "orchwits", version: toolVersion, rules: codes.map(ruleOf) } },
        columnKind: "utf16CodeUnits",
        results: report.findings.map(resultOf),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(code: Code) {
  const { title, severity } = catalogue[code];
  return {
    id: code,
    shortDescription: { text: `${title[0]?.toUpperCase()}${title.slice(1)}.` },
    help: { text: `Explained in ${docsPage(code)} of the orchwits package.` },
    defaultConfiguration: { level: levelOf[severity] },
  };
}

function resultOf(finding: Finding) {
  const { at, related, fix, path } = finding;
  const lines = [finding.message, ...(path ? [`Path: ${path.join(" → ")}.`] : []), ...(fix ? [`Fix: ${fix}`] : [])];
  return {
    ruleId: finding.code,
    ruleIndex: codes.indexOf(finding.code),
    level: levelOf[finding.severity],
    message: { text: lines.join("\n") },
    ...(at && {
      locations: [
        { physicalLocation: physicalLocation(at), ...(finding.step !== undefined && { logicalLocations: [logicalLocation(finding)] }) },
      ],
    }),
    ...(related && {
      relatedLocations: related.map((place, id) => ({
        id,
        message: { text: place.message },
        physicalLocation: physicalLocation(place.at),
      })),
    }),
  };
}

function logicalLocation({ pipeline, step }: Finding) {
  return { name: step, fullyQualifiedName: pipeline === undefined ? step : `${pipeline}.${step}`, kind: "function" };
}

function physicalLocation(at: Place) {
  return {
    artifactLocation: artifactLocation(at.file),
    region: { startLine: at.line, startColumn: at.column, endLine: at.endLine, endColumn: at.endColumn },
  };
}

/** `%SRCROOT%` is the folder where the command ran, which is what services map to the repository's root. */
function artifactLocation(file: string) {
  if (file.startsWith("/") || /^[A-Za-z]:\//.test(file)) return { uri: pathToFileURL(file).href };
  return { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}

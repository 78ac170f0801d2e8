/** Findings as GitHub workflow commands, which show up as annotations at the lines of a pull request. */
import type { Severity } from "../codes.ts";
import { catalogue } from "../codes.ts";
import type { Finding, Report } from "../report.ts";

const commandOf: Record<Severity, string> = { error: "error", warning: "warning", hint: "notice" };

/** One workflow command a finding. */
export function reportGithub(report: Report): string {
  return report.findings.map((finding) => `${command(finding)}\n`).join("");
}

function command(finding: Finding): string {
  const { at } = finding;
  const properties: Record<string, string | number> = {};
  if (at) {
    Object.assign(properties, { file: at.file, line: at.line, endLine: at.endLine });
    // GitHub refuses columns where a range spans lines.
    if (at.line === at.endLine) Object.assign(properties, { col: at.column, endColumn: at.endColumn });
  }
  properties.title = `${finding.code}: ${catalogue[finding.code].title}`;
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${commandOf[finding.severity]} ${list.join(",")}::${escapeData(messageOf(finding))}`;
}

function messageOf(finding: Finding): string {
  const lines = [finding.message];
  if (finding.path) lines.push(`path: ${finding.path.join(" → ")}`);
  for (const { message, at } of finding.related ?? []) lines.push(`${at.file}:${at.line}:${at.column}: ${message}`);
  if (finding.fix) lines.push(`fix: ${finding.fix}`);
  return lines.join("\n");
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

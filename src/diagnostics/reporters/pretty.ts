/** Findings for people: the code, the source around it, the path, what else explains it, and what to do. */
import { fileURLToPath } from "node:url";
import type { Place } from "../../model/graph.ts";
import type { Code, Severity } from "../codes.ts";
import { docsPageUrl } from "../docs-page.ts";
import { displayPath } from "../locate.ts";
import { type Paint, plain } from "../paint.ts";
import { countFindings, type Finding, type Report } from "../report.ts";
import { frame } from "./frame.ts";

/** More findings than this are shown without the places that explain them, so that a screen holds several. */
const manyFindings = 10;

const colourOf: Record<Severity, "red" | "yellow" | "cyan"> = { error: "red", warning: "yellow", hint: "cyan" };
const rank: Record<Severity, number> = { error: 0, warning: 1, hint: 2 };

/** How the report looks. */
export interface PrettyOptions {
  readonly paint: Paint;
  /** Where the reader is, to say where the explanations are. */
  readonly cwd: string;
}

/** The report as text: errors, then warnings, each with its source; hints last, one line each; then a summary. */
export function reportPretty(report: Report, { paint, cwd }: PrettyOptions): string {
  const faults = report.findings.filter(({ severity }) => severity !== "hint").sort((a, b) => rank[a.severity] - rank[b.severity]);
  const hints = report.findings.filter(({ severity }) => severity === "hint");
  const brief = faults.length > manyFindings;
  const blocks = faults.map((finding) => block(finding, report.sources, paint, brief));
  if (hints.length > 0) blocks.push(hints.map((finding) => paint("dim", hintLine(finding))).join("\n"));
  blocks.push([summary(report, paint), ...explanations(faults, cwd, paint)].join("\n"));
  return `${blocks.join("\n\n")}\n`;
}

function block(finding: Finding, sources: Report["sources"], paint: Paint, brief: boolean): string {
  const { at, path, related = [], fix } = finding;
  const level = paint(["bold", colourOf[finding.severity]], `${finding.severity} ${finding.code}`);
  const lines = [`${level} ${paint("bold", finding.message)}`];
  if (at) lines.push(...place(at, sources, paint, brief ? 0 : 1));
  // A message that tells the path itself needs no second telling.
  if (path && path.length > 1 && !finding.message.includes(" → ")) {
    lines.push(`  ${paint("dim", "path:")} ${path.join(paint("dim", " → "))}`);
  }
  for (const other of related) {
    if (brief) lines.push(`  ${paint("dim", "see:")} ${position(other.at, paint)} ${other.message}`);
    else lines.push(`  ${paint("dim", "see:")} ${other.message}`, ...place(other.at, sources, paint, 0));
  }
  if (fix) lines.push(`  ${paint("green", "fix:")} ${indent(fix, "       ").trimStart()}`);
  return lines.join("\n");
}

function place(at: Place, sources: Report["sources"], paint: Paint, context: number): string[] {
  const source = sources.get(at.file);
  const picture = source === undefined ? undefined : frame(source, at, { colour: paint !== plain, context });
  return [`  ${position(at, paint)}`, ...(picture === undefined ? [] : [indent(picture, "    ")])];
}

function position(at: Place, paint: Paint): string {
  return paint("cyan", `${at.file}:${at.line}:${at.column}`);
}

function hintLine({ code, at, message }: Finding): string {
  return `hint ${code} ${at ? `${at.file}:${at.line}:${at.column} ` : ""}${message}`;
}

function indent(text: string, by: string): string {
  return text.replaceAll(/^/gm, by);
}

function summary({ findings, pipelines }: Report, paint: Paint): string {
  const counts = countFindings(findings);
  const steps = pipelines.reduce((sum, pipeline) => sum + pipeline.steps, 0);
  const names = pipelines.length <= 3 ? pipelines.map(({ name }) => name).join(", ") : count(pipelines.length, "pipeline");
  const scope = pipelines.length === 0 ? "" : ` in ${names} (${count(steps, "step")})`;
  const parts = (Object.keys(counts) as Severity[])
    .filter((severity) => counts[severity] > 0)
    .map((severity) => paint(["bold", colourOf[severity]], count(counts[severity], severity)));
  if (counts.error + counts.warning > 0) return `${parts.join(", ")}${scope}`;
  return `${paint(["bold", "green"], "No problems")}${scope}${parts.length > 0 ? `, ${parts.join(", ")}` : ""}`;
}

/** One line for each code that was found: at the end, and not with every finding, where it would be noise. */
function explanations(findings: readonly Finding[], cwd: string, paint: Paint): string[] {
  const codes = [...new Set<Code>(findings.map(({ code }) => code))].sort();
  return codes.map((code) => paint("dim", `${code} is explained in ${displayPath(fileURLToPath(docsPageUrl(code)), cwd)}`));
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

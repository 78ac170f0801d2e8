/** Says what the check finds beside errors to whoever makes something of a pipeline: they may not have asked the check before. */
import type { BuildFinding } from "../deploy/build/build.ts";
import { describeFinding } from "../deploy/build/build-failed.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Paint, paintFor } from "../diagnostics/paint.ts";
import type { CheckedSource } from "./checked-source.ts";
import { reportText } from "./print-report.ts";
import { reportOf } from "./report-of.ts";
import { commandLine } from "./run/rerun-command.ts";
import { nameOfTarget, type Target } from "./target.ts";

/**
 * Warnings are told as the check tells them, because each may be a reason not to deploy. Hints are counted only: they ask for nothing,
 * a sound pipeline can have some for good, and whoever wants to read them is told where they stand.
 */
export async function tellRemarks(
  diagnostics: readonly Diagnostic[],
  { reading, graph }: Pick<CheckedSource, "reading" | "graph">,
  target: Target,
): Promise<void> {
  const warnings = diagnostics.filter(({ severity }) => severity === "warning");
  const hints = diagnostics.filter(({ severity }) => severity === "hint");
  const report = reportOf(warnings, reading.directory, process.cwd(), graph);
  const told = warnings.length > 0 ? await reportText(report, "pretty", process.stderr) : "";
  const counted = hints.length > 0 ? hintLine(hints.length, target, paintFor(process.stderr, process.env)) : "";
  // A line of its own parts several lines from what comes after.
  process.stderr.write(told + counted + (told === "" ? "" : "\n"));
}

/** Of what was bundled: there is no code for it, and no page. */
export function tellBuildWarnings(warnings: readonly BuildFinding[]): void {
  const paint = paintFor(process.stderr, process.env);
  for (const warning of warnings) process.stderr.write(`${paint("yellow", "warning:")} ${describeFinding(warning)}\n`);
}

function hintLine(count: number, target: Target, paint: Paint): string {
  return `${paint("dim", `${count} hint${count === 1 ? "" : "s"}, shown by: ${commandLine(["check", nameOfTarget(target)])}`)}\n`;
}

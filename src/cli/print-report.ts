/** Chooses the reporter for a format, and loads no other. */
import { paintFor } from "../diagnostics/paint.ts";
import type { Report } from "../diagnostics/report.ts";
import { readManifest } from "./manifest.ts";

/** The formats of `check`. */
export const reportFormats = ["pretty", "json", "github", "sarif"] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Writes a report to a stream. */
export async function printReport(report: Report, format: ReportFormat, stream: NodeJS.WriteStream): Promise<void> {
  stream.write(await reportText(report, format, stream));
}

/** A report as it is written to a stream: with colours where that shows them. */
export async function reportText(report: Report, format: ReportFormat, stream: NodeJS.WriteStream): Promise<string> {
  switch (format) {
    case "pretty": {
      const { reportPretty } = await import("../diagnostics/reporters/pretty.ts");
      return reportPretty(report, { paint: paintFor(stream, process.env), cwd: process.cwd() });
    }
    case "json":
      return (await import("../diagnostics/reporters/json.ts")).reportJson(report);
    case "github":
      return (await import("../diagnostics/reporters/github.ts")).reportGithub(report);
    case "sarif":
      return (await import("../diagnostics/reporters/sarif.ts")).reportSarif(report, readManifest().version);
  }
}

/** The error of a build that can't be made, with all that is in its way. */
import path from "node:path";
import type { BuildFinding } from "./build.ts";

/** What keeps a pipeline from being bundled. Its message has a paragraph for each finding. */
export class BuildFailed extends Error {
  override readonly name = "BuildFailed";
  /** Whose business it is: that of who wrote the pipeline. */
  readonly origin = "user";
  readonly findings: readonly BuildFinding[];

  constructor(findings: readonly BuildFinding[]) {
    super(findings.map(describeFinding).join("\n"));
    this.findings = findings;
  }
}

/** A finding in words, its file relative to the current folder. */
export function describeFinding({ message, fix, at }: BuildFinding): string {
  const place = at ? `${path.relative(process.cwd(), at.file) || at.file}:${at.line}:${at.column}: ` : "";
  return `${place}${message}${fix ? ` ${fix}` : ""}`;
}

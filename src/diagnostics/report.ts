/** What a check found, over all pipelines that it looked at: the plain data that every reporter turns into text. */
import type { Severity } from "./codes.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** A finding whose places are relative to the folder where the command runs, or absolute where they are outside of it. */
export interface Finding extends Diagnostic {
  /** The class concerned. Absent where the file as a whole is. */
  readonly pipeline?: string;
}

/** A pipeline that was looked at. */
export interface CheckedPipeline {
  readonly name: string;
  readonly file: string;
  readonly steps: number;
  readonly moves: number;
}

/** Everything that one run of the check has to say. */
export interface Report {
  readonly findings: readonly Finding[];
  readonly pipelines: readonly CheckedPipeline[];
  /** The text of the files in which findings stand, by the name that findings use. */
  readonly sources: ReadonlyMap<string, string>;
}

/** How many findings there are of each severity. */
export function countFindings(findings: readonly Finding[]): Readonly<Record<Severity, number>> {
  const counts = { error: 0, warning: 0, hint: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

/** A finding about a pipeline, as plain data. */
import type { Place } from "../model/graph.ts";
import { type Code, catalogue, type Severity } from "./codes.ts";

/** One finding. Places are relative to the folder of the pipeline's source file. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  /** What happened, in one sentence that names step and key. */
  readonly message: string;
  /** Where to look. Absent where no file is concerned. */
  readonly at?: Place;
  /** The step concerned. */
  readonly step?: string;
  /** The state key concerned. */
  readonly key?: string;
  /** The shortest path on which it happens, from `start` to the step. */
  readonly path?: readonly string[];
  /** Other places that explain it. */
  readonly related?: readonly { readonly message: string; readonly at: Place }[];
  /** What to do about it. */
  readonly fix?: string;
}

/** Makes a finding with the severity that the catalogue gives its code. */
export function diagnose(code: Code, message: string, details: Omit<Diagnostic, "code" | "severity" | "message"> = {}): Diagnostic {
  return { code, severity: catalogue[code].severity, message, ...details };
}

/** The catalogue of diagnostics: every code, its severity and its title. A code is never reused. */

/** How much a finding matters: errors fail the check, warnings count against `--max-warnings`, hints only inform. */
export type Severity = "error" | "warning" | "hint";

/** What is permanent about a code. */
export interface CatalogueEntry {
  readonly severity: Severity;
  /** The fault in a few words, as a heading. */
  readonly title: string;
  /** Whether the user's own compiler reports it too, on the step's `@step()`. */
  readonly inCompiler: boolean;
}

/** Every code. A missing entry can't compile. */
export type Code =
  | "OW001" | "OW002"
  | "OW101" | "OW102" | "OW103" | "OW104" | "OW105" | "OW106" | "OW107" | "OW108"
  | "OW201" | "OW202" | "OW203" | "OW204"
  | "OW301" | "OW302" | "OW303" | "OW304"
  | "OW401" | "OW402" | "OW403";

export const catalogue: Readonly<Record<Code, CatalogueEntry>> = {
  OW001: { severity: "error", title: "the source does not compile", inCompiler: true },
  OW002: { severity: "error", title: "the compiler's configuration can't work", inCompiler: true },
  OW101: { severity: "error", title: "a step needs a key that some path does not provide", inCompiler: true },
  OW102: { severity: "error", title: "a key arrives with a type that the step does not accept", inCompiler: true },
  OW103: { severity: "error", title: "a move to something that is not a step", inCompiler: true },
  OW104: { severity: "error", title: "no pipeline, no start, or more than one pipeline", inCompiler: false },
  OW105: { severity: "warning", title: "a step that nothing reaches", inCompiler: false },
  OW106: { severity: "error", title: "a loop that can't end", inCompiler: false },
  OW107: { severity: "hint", title: "an optional key that not every path provides", inCompiler: false },
  OW108: { severity: "hint", title: "a loop that can go on", inCompiler: false },
  OW201: { severity: "error", title: "a value that does not survive JSON", inCompiler: true },
  OW202: { severity: "warning", title: "a key that is set and never read", inCompiler: false },
  OW203: { severity: "warning", title: "a drop of a key that is never there", inCompiler: false },
  OW204: { severity: "error", title: "data that leaves the state", inCompiler: false },
  OW301: { severity: "error", title: "a target that is not a literal", inCompiler: true },
  OW302: { severity: "error", title: "a step that may return something else than an outcome", inCompiler: true },
  OW303: { severity: "error", title: "something that can't be read soundly", inCompiler: false },
  OW304: { severity: "error", title: "a reserved key", inCompiler: true },
  OW401: { severity: "error", title: "names that collide or outgrow their limit once deployed", inCompiler: false },
  OW402: { severity: "error", title: "an option that can't be deployed", inCompiler: false },
  OW403: { severity: "warning", title: "a wait that outlives the journal", inCompiler: false },
};

/** The command that runs a pipeline again from a step, ready to be pasted. */
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quote } from "../quote.ts";

/** Longer states are saved to a file: a command of many lines can't be read, and the system limits its length. */
const longestInline = 2_000;

/** What to run again. */
export interface Rerun {
  /** `pipeline.ts` or `pipeline.ts#Cafe`, as it was written. */
  readonly target: string;
  readonly step: string;
  readonly state: Readonly<Record<string, unknown>>;
  readonly execution: string;
  /** Further options as they were given. */
  readonly options: readonly string[];
}

/** The command, and the file that the state was saved to where it is large. */
export function rerunCommand({ target, step, state, execution, options }: Rerun): { command: string; savedTo?: string } {
  const json = JSON.stringify(state);
  const savedTo = json.length > longestInline || process.platform === "win32" ? save(json, execution, step) : undefined;
  const input = savedTo === undefined ? json : `@${savedTo}`;
  const words = ["run", target, "--from", step, ...(json === "{}" ? [] : ["--input", input]), ...options];
  return { command: commandLine(words), ...(savedTo !== undefined && { savedTo }) };
}

/** A command to be pasted. */
export function commandLine(words: readonly string[]): string {
  // npm and npx set this. Started by them, `orchwits` alone is usually not on the path.
  const program = process.env.npm_config_user_agent === undefined ? "orchwits" : "npx orchwits";
  return `${program} ${words.map(quote).join(" ")}`;
}

function save(json: string, execution: string, step: string): string {
  const file = join(tmpdir(), `orchwits-${execution}-${step}.json`);
  // Readable by its owner only: a state may hold what is nobody else's business.
  writeFileSync(file, json, { mode: 0o600 });
  return file;
}

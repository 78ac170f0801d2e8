/** Reads a fixture's expectations from its first comment lines, so that a fixture and what must be said of it stay together. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One finding, as far as fixtures compare it: `OW101 coffee beans`. */
export interface Finding {
  readonly code: string;
  readonly step?: string;
  /** The key, or the target of a move. */
  readonly about?: string;
}

/** A source of `test/fixtures` and what its compiler and `check` must say. */
export interface Fixture {
  /** Relative to `test/fixtures`. */
  readonly name: string;
  readonly file: string;
  readonly source: string;
  readonly tsc: readonly string[];
  readonly check: readonly string[];
  /** Whether the source has errors of its own, so that `check` says OW001 and nothing else. */
  readonly broken: boolean;
  /** Why compiler and analyzer may differ here, out of {@link exceptions}. */
  readonly exception?: string;
}

/** Where the compiler can't say what the analyzer says, or says it on another step. `docs/codes/README.md` lists the same. */
export const exceptions = ["a public method without @step()", "a step inherited from another class", "finally wins"] as const;

export const fixturesDirectory = join(import.meta.dirname, "fixtures");

const clauses = /^\/\/ (both|tsc|check|exception): (.+)$/;

/** All fixtures that stand for themselves: no helper modules, no folder with a project of its own. */
export function readFixtures(): Fixture[] {
  const names = globSync("**/*.ts", { cwd: fixturesDirectory }).map((name) => name.replaceAll("\\", "/"));
  return names
    .filter((name) => !name.startsWith("projects/") && !name.endsWith(".helper.ts"))
    .sort()
    .map((name) => readFixture(name));
}

/** @throws {Error} when its first lines are no expectations */
export function readFixture(name: string): Fixture {
  const file = join(fixturesDirectory, name);
  const source = readFileSync(file, "utf8");
  const [purpose, ...lines] = source.slice(0, source.search(/^(?!\/\/)/m)).trim().split("\n");
  const tsc: string[] = [];
  const check: string[] = [];
  let broken = false;
  let exception: string | undefined;
  if (!purpose?.startsWith("// ") || lines.length === 0) throw new Error(`${name}: begin with a sentence and its expectations`);
  for (const line of lines) {
    if (line === "// clean") continue;
    if (line === "// doesn't compile") {
      broken = true;
      continue;
    }
    const [, side, text] = clauses.exec(line) ?? [];
    if (!side || !text) throw new Error(`${name}: can't read the expectation '${line}'`);
    if (side === "exception") exception = text;
    if (side === "both" || side === "tsc") tsc.push(text);
    if (side === "both" || side === "check") check.push(text);
  }
  if (broken) check.push("OW001");
  return { name, file, source, tsc: tsc.sort(), check: check.sort(), broken, ...(exception === undefined ? {} : { exception }) };
}

/** Reads a fixture's expectations from its first comment lines, so that a fixture and what must be said of it stay together. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A source of `test/fixtures` and what its compiler and `check` must say. */
export interface Fixture {
  /** Relative to `test/fixtures`. */
  readonly name: string;
  readonly file: string;
  readonly source: string;
  /** What the compiler must say: code, step, and key where there is one, as `OW101 coffee beans`. Undefined where it isn't run. */
  readonly tsc: readonly string[] | undefined;
  /** What `check` must say, hints included. */
  readonly check: readonly string[];
  /** Whether the source has errors of its own, so that `check` says OW001 and nothing else. */
  readonly broken: boolean;
  /** Why compiler and analyzer may differ here, out of {@link exceptions}. */
  readonly exception?: string;
}

/** Where the compiler and the analyzer may differ although both know the code. `docs/codes/README.md` lists the same. */
export const exceptions = [
  "a public method without @step()",
  "a step inherited from another class",
  "an abstract class, which only the compiler reads by itself",
  "a step that only throws, without ': never'",
];

export const fixturesDirectory = join(import.meta.dirname, "fixtures");

const clauses = /^\/\/ (both|tsc|check|exception): (.+)$/;

/** All fixtures: those of the common program, or those with a project of their own. */
export function readFixtures(kind: "common" | "project"): Fixture[] {
  const names = globSync("**/*.ts", { cwd: fixturesDirectory }).map((name) => name.replaceAll("\\", "/"));
  const isWanted = (name: string) =>
    kind === "project" ? /^projects\/.*\bpipeline\.ts$/.test(name) : !/^projects\/|\.helper\.ts$/.test(name);
  return names.filter(isWanted).sort().map(readFixture);
}

/** @throws {Error} when its first lines are no expectations */
export function readFixture(name: string): Fixture {
  const file = join(fixturesDirectory, name);
  const source = readFileSync(file, "utf8");
  const [purpose, ...lines] = (/^(?:\/\/.*\r?\n)*/.exec(source)?.[0] ?? "").trim().split(/\r?\n/);
  const tsc: string[] = [];
  const check: string[] = [];
  let broken = false;
  let compiled = true;
  let exception: string | undefined;
  if (!purpose?.startsWith("// ") || lines.length === 0) throw new Error(`${name}: begin with a sentence and its expectations`);
  for (const line of lines) {
    if (line === "// clean") continue;
    if (line === "// doesn't compile") {
      broken = true;
      continue;
    }
    if (line === "// tsc: not run") {
      compiled = false;
      continue;
    }
    const [, side, text] = clauses.exec(line) ?? [];
    if (!side || !text) throw new Error(`${name}: can't read the expectation '${line}'`);
    if (side === "exception") exception = text;
    if (side === "both" || side === "tsc") tsc.push(text);
    if (side === "both" || side === "check") check.push(text);
  }
  if (broken) check.push("OW001");
  return { name, file, source, tsc: compiled ? tsc : undefined, check, broken, ...(exception === undefined ? {} : { exception }) };
}

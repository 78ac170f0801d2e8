/** Runs a user's compiler over sources as a child process, and tells our sentences from its other errors. */
import { execFile } from "node:child_process";
import { join, resolve } from "node:path";

const modules = join(import.meta.dirname, "..", "node_modules");

/** The compilers that the check must hold under. */
export const compilers = {
  "7.0.2": join(modules, "typescript/bin/tsc"),
  "6.0.3": join(modules, "typescript-6/lib/tsc.js"),
  "5.9.3": join(modules, "typescript-5/lib/tsc.js"),
} as const;

export type CompilerVersion = keyof typeof compilers;

/** One sentence of ours, or one error of the compiler's own. */
export interface CompilerError {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `OW101` and the like; undefined for an error that isn't ours. */
  readonly code?: string;
  readonly step?: string;
  /** The key, or the target of a move. */
  readonly about?: string;
  readonly text: string;
}

const errorLine = /^(.+?)\((\d+),(\d+)\): error (TS\d+: .*)$/;
const about = /(?:needs|accept|sets|reads|moves to) '((?:[^'\\]|\\.)*)'/;

/** All errors of one run of `tsc`. */
export async function compile(version: CompilerVersion, parameters: readonly string[], cwd: string): Promise<CompilerError[]> {
  const output = await new Promise<string>((done, fail) => {
    execFile(
      process.execPath,
      [compilers[version], "--pretty", "false", ...parameters],
      { cwd, maxBuffer: 1 << 28 },
      (error, stdout, stderr) => {
        if (error && typeof error.code !== "number") fail(error);
        else done(stdout + stderr);
      },
    );
  });
  const errors: CompilerError[] = [];
  for (const line of output.split("\n")) {
    const [, file, row, column, text] = errorLine.exec(line) ?? [];
    if (!file || !text) continue;
    const place = { file: resolve(cwd, file), line: Number(row), column: Number(column) };
    const sentences = [...text.matchAll(/"(OW\d{3}): ((?:[^"\\]|\\.)*)"/g)];
    if (sentences.length === 0) errors.push({ ...place, text });
    for (const [, code, sentence] of sentences) {
      const step = /step '([^']*)'/.exec(sentence ?? "")?.[1];
      const key = about.exec(sentence ?? "")?.[1];
      errors.push({ ...place, text, code: code as string, ...(step && { step }), ...(key && { about: key }) });
    }
  }
  return errors;
}

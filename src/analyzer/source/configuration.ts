/** Compiler options under which no check can hold: explained with the line to change. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import type { Place } from "../../model/graph.ts";
import type { CompiledFile } from "../compiler.ts";

/** What is wrong with the project's tsconfig, or nothing. */
export function findConfigurationFaults({ program, configFile }: CompiledFile, folder: string): Diagnostic[] {
  const options = program.getCompilerOptions();
  const faults: Diagnostic[] = [];
  const report = (option: string, message: string, fix: string) => {
    const at = configFile === undefined ? undefined : placeOfOption(configFile, option, folder);
    faults.push(diagnose("OW002", message, at ? { at, fix } : { fix }));
  };
  if (options.experimentalDecorators === true) {
    report(
      "experimentalDecorators",
      "'experimentalDecorators' turns on the legacy decorators, which can't carry the check: '@step()' needs the standard ones.",
      'Remove the line "experimentalDecorators": true (and "emitDecoratorMetadata") from the tsconfig.',
    );
  }
  if (options.strictNullChecks === false || (options.strict === false && options.strictNullChecks !== true)) {
    report(
      options.strictNullChecks === false ? "strictNullChecks" : "strict",
      "Without 'strict', the compiler can't tell a key that may be missing from one that is there.",
      'Set "strict": true in the tsconfig.',
    );
  }
  return faults;
}

function placeOfOption(configFile: string, option: string, folder: string): Place | undefined {
  let lines: string[];
  try {
    lines = readFileSync(configFile, "utf8").split("\n");
  } catch {
    return undefined;
  }
  const file = path.relative(folder, configFile).replaceAll(path.sep, "/");
  const index = lines.findIndex((line) => line.includes(`"${option}"`));
  if (index < 0) return { file, line: 1, column: 1, endLine: 1, endColumn: 2 };
  const column = (lines[index] ?? "").indexOf(`"${option}"`) + 1;
  return { file, line: index + 1, column, endLine: index + 1, endColumn: column + option.length + 2 };
}

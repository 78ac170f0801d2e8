/** Source to graph: opens a file in its project, says first what keeps it from being read, and reads its pipelines. */
import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import type { Graph } from "../model/graph.ts";
import { nearestName } from "../model/nearest-name.ts";
import type { Outline } from "../model/outline.ts";
import { openCompiler } from "./compiler.ts";
import { findCompileErrors } from "./source/compile-errors.ts";
import { findConfigurationFaults } from "./source/configuration.ts";
import { findHeirOfDeclarations, findPipelines, type PipelineClass } from "./source/find-pipelines.ts";
import { readOutline } from "./source/read-outline.ts";
import { readPipeline } from "./source/read-pipeline.ts";
import { makeVocabulary } from "./source/vocabulary.ts";

/** What was read of a source file. */
export interface Reading {
  /** The absolute folder of the source file; all places are relative to it. */
  readonly directory: string;
  /** The pipelines of the file, in source order, or the one asked for. Empty when something keeps them from being read. */
  readonly pipelines: readonly Graph[];
  /** What keeps the file from being read: OW001, OW002, OW104, OW303. */
  readonly diagnostics: readonly Diagnostic[];
  /** The tsconfig that the file is compiled under, where there is one. */
  readonly configFile?: string;
}

/** An open analyzer. Keep it for several files or several readings; close it, or its process keeps this one alive. */
export interface Analyzer {
  /** Reads a file's pipelines, or just the named one. Never runs it. */
  read(file: string, className?: string): Reading;
  /** Where the parts of a pipeline stand that {@link read} has read without errors. Undefined for what is no pipeline. */
  readOutline(file: string, className: string): Outline | undefined;
  /** Forgets what was read, so that changed files are seen. */
  refresh(): void;
  close(): void;
}

/** Opens an analyzer; file names are relative to `cwd`. */
export function openAnalyzer({ cwd = process.cwd() }: { cwd?: string } = {}): Analyzer {
  const compiler = openCompiler();
  return {
    read(file, className) {
      const absolute = path.resolve(cwd, file);
      const directory = path.dirname(absolute);
      const unreadable = (...diagnostics: Diagnostic[]): Reading => ({ directory, pipelines: [], diagnostics });
      const missing = findMissingFile(absolute, file);
      if (missing) return unreadable(missing);
      const compiled = compiler.open(absolute.replaceAll("\\", "/"));
      if (!compiled) return unreadable(diagnose("OW104", `The compiler can't open '${file}'.`, { fix: "Name a TypeScript source file." }));
      const configurationFaults = findConfigurationFaults(compiled, directory);
      if (configurationFaults.length > 0) return unreadable(...configurationFaults);
      const compileErrors = findCompileErrors(compiled, directory);
      if (compileErrors.length > 0) return unreadable(...compileErrors);
      const vocabulary = makeVocabulary(compiled.checker);
      const found = findPipelines(compiled.sourceFile, compiled.checker, vocabulary);
      const chosen = className === undefined ? found : found.filter(({ name }) => name === className);
      if (chosen.length === 0) {
        return unreadable(noPipeline(file, className, found, findHeirOfDeclarations(compiled.sourceFile, vocabulary)));
      }
      const readings = chosen.map((pipeline) => readPipeline(pipeline, compiled, vocabulary));
      return {
        directory,
        pipelines: readings.map(({ graph }) => graph),
        diagnostics: readings.flatMap(({ diagnostics }) => diagnostics),
        ...(compiled.configFile !== undefined && { configFile: compiled.configFile }),
      };
    },
    readOutline(file, className) {
      const compiled = compiler.open(path.resolve(cwd, file).replaceAll("\\", "/"));
      if (!compiled) return undefined;
      const vocabulary = makeVocabulary(compiled.checker);
      const pipeline = findPipelines(compiled.sourceFile, compiled.checker, vocabulary).find(({ name }) => name === className);
      return pipeline && readOutline(pipeline, compiled, vocabulary);
    },
    refresh: () => compiler.refresh(),
    close: () => compiler.close(),
  };
}

function findMissingFile(absolute: string, file: string): Diagnostic | undefined {
  if (existsSync(absolute)) {
    return statSync(absolute).isFile()
      ? undefined
      : diagnose("OW104", `'${file}' is a folder.`, { fix: `Name the source file, such as '${path.join(file, "pipeline.ts")}'.` });
  }
  const folder = path.dirname(absolute);
  if (!existsSync(folder)) return diagnose("OW104", `There is no file '${file}', nor a folder '${path.dirname(file)}'.`);
  const near = nearestName(path.basename(absolute), readdirSync(folder));
  return diagnose("OW104", `There is no file '${file}'.`, near ? { fix: `Did you mean '${path.join(path.dirname(file), near)}'?` } : {});
}

function noPipeline(
  file: string,
  className: string | undefined,
  found: readonly PipelineClass[],
  heir: ReturnType<typeof findHeirOfDeclarations>,
): Diagnostic {
  const names = found.map(({ name }) => name);
  if (className !== undefined && names.length > 0) {
    const near = nearestName(className, names);
    const fix = near ? `Did you mean '${near}'?` : `It has: ${names.join(", ")}.`;
    return diagnose("OW104", `'${file}' has no pipeline named '${className}'.`, { fix });
  }
  if (heir) {
    const { name, base } = heir;
    return diagnose("OW104", `'${name}' extends '${base}', of which only declarations are there, and they don't say what is a step.`, {
      fix: `Let the import of '${base}' lead to its source: in "references" of the tsconfig, or in "exports" of the package that has it.`,
    });
  }
  return diagnose("OW104", `'${file}' has no pipeline.`, {
    fix: 'A pipeline is a class that extends `Pipeline`, imported from "orchwits", and is not abstract.',
  });
}

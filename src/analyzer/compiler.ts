/** The compiler, kept open: finds the project that a source file belongs to and answers questions about it. */
import type { ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { SourceFile } from "typescript/unstable/ast";
import type { API, Checker, Program, Snapshot } from "typescript/unstable/sync";
import { startCompiler } from "./quiet-compiler.ts";

/** A source file in its project. */
export interface CompiledFile {
  readonly program: Program;
  readonly checker: Checker;
  readonly sourceFile: SourceFile;
  /** The user's own tsconfig, where there is one. */
  readonly configFile: string | undefined;
}

/** An open compiler. One process of the native compiler serves all its files. */
export interface Compiler {
  open(file: string): CompiledFile | undefined;
  /** Forgets what was read, so that changed files are seen. Until the next file is opened there is no process. */
  refresh(): void;
  close(): void;
}

// Sources are read with the verdict of `@step()` replaced, so that what the compiler still complains about is a fault of the
// source itself: the faults of the flow are ours to report, with more to say than a type error can.
const verdictFile = /[\\/]authoring[\\/]check[\\/]verdict\.(?:d\.)?[mc]?ts$/;
// It names its parameters, for a source that forbids unused ones.
const settledVerdict = "export type Verdict<P, Name extends string> = [P, Name] extends [never, never] ? void : void;";

/** What a project is taken to be that has no tsconfig. */
const defaultOptions = {
  target: "esnext",
  module: "preserve",
  moduleResolution: "bundler",
  allowImportingTsExtensions: true,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: ["*"],
};

/** Opens the compiler. Close it, or its process keeps this one alive. */
export function openCompiler(): Compiler {
  /** Configurations of our own, for files that no tsconfig names; they exist for the compiler only. */
  const inventedConfigs = new Map<string, string>();
  const start = () =>
    startCompiler({
      fs: {
        readFile: (name) => inventedConfigs.get(name) ?? (verdictFile.test(name) && isOurs(name) ? settledVerdict : undefined),
        fileExists: (name) => (inventedConfigs.has(name) ? true : undefined),
      },
    });
  let api: API | undefined;
  const snapshots = new Set<Snapshot>();
  const update = (changes: Parameters<API["updateSnapshot"]>[0]): Snapshot => {
    api ??= start();
    const snapshot = api.updateSnapshot(changes);
    snapshots.add(snapshot);
    return snapshot;
  };

  const stop = () => {
    try {
      for (const snapshot of snapshots) snapshot.dispose();
    } catch {
      // A signal to all of a group of processes, as `timeout` and terminals send it, has ended the child before us.
    }
    snapshots.clear();
    // It has nothing to lose, and killed it is gone at once. The child is internal to the API, so this must hold where it is not there too.
    (api as unknown as undefined | { client?: { channel?: { child?: ChildProcess } } })?.client?.channel?.child?.kill("SIGKILL");
    api?.close();
    api = undefined;
  };

  /** Opens a file under a configuration of our own. */
  const openInvented = (file: string, configFile: string | undefined, config: object): CompiledFile | undefined => {
    const invented = path.posix.join(path.dirname(file), `.${path.basename(file)}.orchwits.tsconfig.json`);
    inventedConfigs.set(invented, JSON.stringify({ ...config, files: [file] }));
    const project = update({ openProjects: [invented] }).getProject(invented);
    const sourceFile = project?.program.getSourceFile(file);
    return project && sourceFile ? { program: project.program, checker: project.checker, sourceFile, configFile } : undefined;
  };

  return {
    open(file) {
      const nearest = findConfig(path.dirname(file));
      if (!nearest) return openInvented(file, undefined, { compilerOptions: defaultOptions });
      const project = update({ openFiles: [file] }).getDefaultProjectForFile(file);
      const configFile = project && existsSync(project.configFileName) ? project.configFileName : undefined;
      // A file that its tsconfig leaves out, such as a test, is still written under that tsconfig's options.
      if (!project || !configFile) return openInvented(file, nearest, { extends: nearest, include: [], references: [] });
      const older = optionsOfOlderCompilers(configFile, project.compilerOptions);
      if (older) return openInvented(file, configFile, { extends: configFile, include: [], references: [], compilerOptions: older });
      const sourceFile = project.program.getSourceFile(file);
      return sourceFile && { program: project.program, checker: project.checker, sourceFile, configFile };
    },
    // An open file is never read again, whatever the API is told of changes (TypeScript 7.0.2). Starting anew costs 0.1 s.
    refresh: stop,
    close: stop,
  };
}

/** What TypeScript 7 no longer knows and users of 5.9 and 6 still write, said in its own terms. */
function optionsOfOlderCompilers(
  configFile: string,
  { baseUrl, paths }: { baseUrl?: string; paths?: Record<string, string[]> },
): object | undefined {
  if (baseUrl === undefined) return undefined;
  const base = path.posix.resolve(path.posix.dirname(configFile), baseUrl);
  const based = Object.entries(paths ?? {}).map(([name, targets]) => [name, targets.map((target) => path.posix.resolve(base, target))]);
  return { baseUrl: null, paths: { "*": [`${base}/*`], ...Object.fromEntries(based) } };
}

function isOurs(verdict: string): boolean {
  try {
    return readFileSync(verdict, "utf8").includes("OW101");
  } catch {
    return false;
  }
}

function findConfig(folder: string): string | undefined {
  const candidate = path.join(folder, "tsconfig.json");
  if (existsSync(candidate)) return candidate;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : findConfig(parent);
}

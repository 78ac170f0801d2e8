/** Reads, checks and builds a pipeline for the local AWS, again and again; where something is wrong with it, there is nothing to serve. */
import { existsSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Analyzer, Reading } from "../../analyzer/analyzer.ts";
import type { BuildFinding } from "../../deploy/build/build.ts";
import { makeTemplate } from "../../deploy/template/make-template.ts";
import type { Template } from "../../deploy/template/template.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Graph } from "../../model/graph.ts";
import { readCheckedSource, refuse, type Say } from "../checked-source.ts";
import { saidStackName, stackNameAfter } from "../deploy/stack-name.ts";
import { foldersOf } from "../source-folders.ts";
import type { Target } from "../target.ts";
import { foldersInBundles } from "./bundled-folders.ts";
import { buildForDev } from "./dev-build.ts";
import { sweepBuilds } from "./sweep-builds.ts";

/** What is to be served. */
export interface DevVersion {
  readonly graph: Graph;
  readonly reading: Reading;
  readonly stackName: string;
  readonly template: Template;
  /** The hash of each function's code, by its name without the stack's prefix. */
  readonly code: ReadonlyMap<string, string>;
  /** What was found. There are no errors among it. */
  readonly diagnostics: readonly Diagnostic[];
  /** What building it has to say. */
  readonly warnings: readonly BuildFinding[];
}

/** What came of reading the source. */
export interface DevReading {
  /** Absent where something is wrong. */
  readonly version?: DevVersion;
  /** What is wrong, as text. */
  readonly fault: string;
}

export interface DevSource {
  /** Never rejects: a source can be in any condition while somebody works on it. Leaves no compiler behind, which takes memory. */
  read(): Promise<DevReading>;
  /** Where the sources are that were read until now, right or wrong. */
  readonly folders: ReadonlySet<string>;
  /** Removes what was built, and is in none of these folders. */
  sweep(used: ReadonlySet<string>): void;
}

export interface DevSourceOptions {
  readonly analyzer: Analyzer;
  readonly target: Target;
  readonly stack: string | undefined;
  /** Packages that a layer provides. Here they come from the project's own. */
  readonly external: readonly string[] | undefined;
  /** Where the builds go. */
  readonly folder: string;
}

export function openDevSource({ analyzer, target, stack, external, folder }: DevSourceOptions): DevSource {
  /** A function whose code is the same stays where it is, so that it stays warm. */
  const built = new Map<string, string>();
  const folders = new Set<string>();
  let builds = 0;

  const keep = (more: Iterable<string>) => {
    for (const one of more) folders.add(one);
  };
  const read = async (say: Say): Promise<DevVersion | undefined> => {
    const onReading = (reading: Reading) => keep(foldersOf([reading]));
    const source = await readCheckedSource({ analyzer, target, command: "dev", onReading, say }).finally(() => analyzer.refresh());
    if (!source) return undefined;
    const { graph, reading, outline } = source;
    const stackName = stack ?? saidStackName(graph) ?? stackNameAfter(graph);
    const draft = makeTemplate(graph, { code: () => "code", stackName });
    if (await refuse(draft.diagnostics, source, undefined, say)) return undefined;
    if (external) linkPackages(reading.directory, folder);
    const { functions, metafile, warnings } = await buildForDev({ graph, outline, outFolder: join(folder, String(builds++)), external });
    keep(foldersInBundles(metafile, reading.directory));
    const code = new Map(functions.map(({ name, hash }) => [name, hash]));
    for (const { hash, folder: own } of functions) if (!built.has(hash)) built.set(hash, own);
    const { template } = makeTemplate(graph, { code: (name) => built.get(code.get(name) ?? "") ?? "", stackName });
    return { graph, reading, stackName, template, code, diagnostics: [...source.diagnostics, ...draft.diagnostics], warnings };
  };

  return {
    folders,
    async read() {
      let fault = "";
      try {
        const version = await read((text) => {
          fault += text;
        });
        return { fault, ...(version && { version }) };
      } catch (error) {
        return { fault: `error: ${(error as Error).message}\n` };
      }
    },
    sweep(used) {
      sweepBuilds(folder, used);
      for (const [hash, own] of built) if (!used.has(own)) built.delete(hash);
    },
  };
}

/** Lets functions find the packages that are not in their bundles. */
function linkPackages(directory: string, folder: string): void {
  const link = join(folder, "node_modules");
  let from = directory;
  while (!existsSync(join(from, "node_modules")) && dirname(from) !== from) from = dirname(from);
  if (!existsSync(link)) symlinkSync(join(from, "node_modules"), link, "junction");
}

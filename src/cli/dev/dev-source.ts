/** Reads, checks and builds a pipeline for the local AWS, again and again; what is wrong is printed, and then there is nothing to serve. */
import { existsSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Analyzer, Reading } from "../../analyzer/analyzer.ts";
import { makeTemplate } from "../../deploy/template/make-template.ts";
import type { Template } from "../../deploy/template/template.ts";
import type { Graph } from "../../model/graph.ts";
import { readCheckedSource, refuse } from "../checked-source.ts";
import { saidStackName, stackNameAfter } from "../deploy/stack-name.ts";
import type { Target } from "../target.ts";
import { buildForDev } from "./dev-build.ts";

/** What is to be served. */
export interface DevVersion {
  readonly graph: Graph;
  readonly reading: Reading;
  readonly stackName: string;
  readonly template: Template;
  /** The hash of each function's code, by its name without the stack's prefix. */
  readonly code: ReadonlyMap<string, string>;
}

export interface DevSource {
  /**
   * Leaves no compiler behind: Ctrl-C in a terminal reaches all processes, and the compiler has words of its own for it.
   *
   * @returns nothing, when what is wrong was printed
   */
  read(): Promise<DevVersion | undefined>;
  /** What the last reading read, right or wrong: these are the folders to watch. */
  readonly lastReading: Reading | undefined;
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
  const folders = new Map<string, string>();
  let builds = 0;
  let lastReading: Reading | undefined;

  return {
    get lastReading() {
      return lastReading;
    },
    async read() {
      const onReading = (reading: Reading) => {
        lastReading = reading;
      };
      const source = await readCheckedSource({ analyzer, target, command: "dev", onReading }).finally(() => analyzer.refresh());
      if (!source) return undefined;
      const { graph, reading, outline } = source;
      const stackName = stack ?? saidStackName(graph) ?? stackNameAfter(graph);
      const draft = makeTemplate(graph, { code: () => "code", stackName });
      if (await refuse(draft.diagnostics, reading, graph)) return undefined;
      if (external) linkPackages(reading.directory, folder);
      const { functions } = await buildForDev({ graph, outline, outFolder: join(folder, String(builds++)), external });
      const code = new Map(functions.map(({ name, hash }) => [name, hash]));
      for (const { hash, folder: own } of functions) if (!folders.has(hash)) folders.set(hash, own);
      const { template } = makeTemplate(graph, { code: (name) => folders.get(code.get(name) ?? "") ?? "", stackName });
      return { graph, reading, stackName, template, code };
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

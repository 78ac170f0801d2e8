/** The folders in which sources of pipelines are, to be watched. */
import { readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Reading } from "../analyzer/analyzer.ts";
import type { Graph } from "../model/graph.ts";

/** A pipeline can import from below its own folder. In a larger tree, only the folders that its places name are watched. */
const mostFolders = 500;

/** The folders of what was read, right or wrong. */
export function foldersOf(readings: readonly Reading[]): Set<string> {
  const folders = new Set<string>();
  for (const { directory, pipelines, diagnostics } of readings) {
    for (const folder of foldersBelow(directory)) folders.add(folder);
    const wrong = diagnostics.flatMap(({ at }) => (at ? [at.file] : []));
    for (const file of [...pipelines.flatMap(filesOf), ...wrong]) folders.add(dirname(resolve(directory, file)));
  }
  return folders;
}

/** A folder and those below it, as far as they can hold sources. */
export function foldersBelow(top: string): string[] {
  const folders = [top];
  for (const folder of folders) {
    if (folders.length > mostFolders) return [top];
    for (const entry of ifReadable(() => readdirSync(folder, { withFileTypes: true })) ?? []) {
      if (entry.isDirectory() && canHoldSources(entry.name)) folders.push(join(folder, entry.name));
    }
  }
  return folders;
}

export function canHoldSources(folderName: string): boolean {
  return folderName !== "node_modules" && !folderName.startsWith(".");
}

/** Undefined where a folder has gone meanwhile, or is none of ours to read: no source of the pipeline can be in it. */
export function ifReadable<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

function filesOf({ steps }: Graph): string[] {
  return steps.flatMap(({ at, edges, decisions }) =>
    [at, ...edges.map((edge) => edge.at), ...decisions.map((decision) => decision.at)].map(({ file }) => file),
  );
}

/** Checks again whenever a source changes, until it is interrupted. */
import { type FSWatcher, readdirSync, watch } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { openAnalyzer, type Reading } from "../analyzer/analyzer.ts";
import type { Report } from "../diagnostics/report.ts";
import type { Graph } from "../model/graph.ts";
import { checkTargets } from "./report-of.ts";
import type { Target } from "./target.ts";

/** Editors save in several writes; what comes within this time is one change. */
const quietMilliseconds = 50;
/** A pipeline can import from below its own folder. In a larger tree, only the folders that its places name are watched. */
const mostFolders = 500;
const watchedEnding = /\.([cm]?[jt]sx?|json)$/;

/** Prints a report now and after each change. Resolves when interrupted. */
export async function watchTargets(targets: readonly Target[], print: (report: Report) => Promise<void>): Promise<void> {
  const cwd = process.cwd();
  const analyzer = openAnalyzer({ cwd });
  let changed = false;
  let stopped = false;
  let wake = () => {};
  const changes = watchFolders(() => {
    changed = true;
    wake();
  });
  process.once("SIGINT", () => {
    stopped = true;
    wake();
  });
  // Watched before the first reading, so that no change falls between.
  changes.add(targets.map(({ file }) => resolve(cwd, dirname(file))));
  try {
    while (!stopped) {
      changed = false;
      const { report, readings } = checkTargets(analyzer, targets, cwd);
      // While nobody asks, no compiler runs: Ctrl-C in a terminal reaches all processes, and the compiler has words of its own for it.
      analyzer.refresh();
      changes.add(foldersOf(readings));
      if (process.stdout.isTTY) process.stdout.write("\x1b[2J\x1b[3J\x1b[H");
      await print(report);
      process.stderr.write(`\nWatching since ${new Date().toLocaleTimeString()}. Ctrl-C ends it.\n`);
      if (!changed && !stopped) {
        await new Promise<void>((done) => {
          wake = done;
        });
      }
    }
  } finally {
    changes.close();
    analyzer.close();
  }
}

/** Calls when something changes in the folders that it is given, once for what comes within a moment. */
export function watchFolders(onChange: () => void): { add(folders: Iterable<string>): void; close(): void } {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  const notice = (_event: string, name: string | null) => {
    if (name !== null && !watchedEnding.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(onChange, quietMilliseconds);
  };
  const begin = (folder: string) => {
    const watcher = ifReadable(() => watch(folder, notice));
    // A folder that goes away must not end the watch over the others.
    if (watcher)
      watchers.set(
        folder,
        watcher.on("error", () => watchers.delete(folder)),
      );
  };
  return {
    add(folders) {
      for (const folder of folders) if (!watchers.has(folder)) begin(folder);
    },
    close() {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

/** The folders in which sources of pipelines can be. */
export function foldersOf(readings: readonly Reading[]): Set<string> {
  const folders = new Set<string>();
  for (const { directory, pipelines } of readings) {
    for (const folder of foldersBelow(directory)) folders.add(folder);
    for (const file of pipelines.flatMap(filesOf)) folders.add(dirname(resolve(directory, file)));
  }
  return folders;
}

function filesOf({ steps }: Graph): string[] {
  return steps.flatMap(({ at, edges, decisions }) =>
    [at, ...edges.map((edge) => edge.at), ...decisions.map((decision) => decision.at)].map(({ file }) => file),
  );
}

function foldersBelow(top: string): string[] {
  const folders = [top];
  for (const folder of folders) {
    if (folders.length > mostFolders) return [top];
    for (const entry of ifReadable(() => readdirSync(folder, { withFileTypes: true })) ?? []) {
      if (entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith(".")) folders.push(join(folder, entry.name));
    }
  }
  return folders;
}

/** Undefined where a folder has gone meanwhile, or is none of ours to read: no source of the pipeline can be in it. */
function ifReadable<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

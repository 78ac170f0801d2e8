/** Checks again whenever a source changes, until it is interrupted. */
import { dirname, resolve } from "node:path";
import { openAnalyzer } from "../analyzer/analyzer.ts";
import type { Report } from "../diagnostics/report.ts";
import { hearSignals } from "./heed-signal.ts";
import { checkTargets } from "./report-of.ts";
import { foldersBelow, foldersOf } from "./source-folders.ts";
import type { Target } from "./target.ts";
import { watchFolders } from "./watch-folders.ts";

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
  changes.add(targets.flatMap(({ file }) => foldersBelow(resolve(cwd, dirname(file)))));
  try {
    while (!stopped) {
      changed = false;
      const { report, readings } = checkTargets(analyzer, targets, cwd);
      // While nobody asks, no compiler runs: it takes memory.
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
  } catch (error) {
    await hearSignals();
    if (!stopped) throw error;
  } finally {
    changes.close();
    analyzer.close();
  }
}

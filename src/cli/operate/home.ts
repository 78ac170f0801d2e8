/** Where executions are kept: `.orchwits` beside the nearest package.json, so that all commands of a project meet in one journal. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { displayPath } from "../../diagnostics/locate.ts";
import { type LocalHome, openLocalHome } from "../../local/local-home.ts";
import { commandLine } from "../run/rerun-command.ts";
import { UsageError } from "../usage-error.ts";

/** Opens the journal, and makes one where there is none. */
export function openHome(): LocalHome {
  return openLocalHome({ folder: homeFolder() });
}

/** The journal where there is one. Looking makes none. */
export function openExistingHome(): LocalHome | undefined {
  const folder = homeFolder();
  return existsSync(join(folder, "journal.db")) ? openLocalHome({ folder }) : undefined;
}

/**
 * Does something with the journal, and closes it.
 *
 * @throws {UsageError} when there is none, so that no execution can have been meant
 */
export async function withHome<R>(work: (home: LocalHome) => Promise<R>): Promise<R> {
  const home = openExistingHome();
  if (!home) throw new UsageError(noHome());
  try {
    return await work(home);
  } finally {
    home.close();
  }
}

/** Why nothing is found. */
export function noHome(): string {
  return `There are no executions in ${shownHome()} yet. Begin one: ${commandLine(["run", "pipeline.ts"])}`;
}

/** The journal's folder as people would write it. */
export function shownHome(): string {
  return displayPath(homeFolder(), process.cwd());
}

/** The folder that sources are named relative to, so that a project can be moved. */
export function projectFolder(home: LocalHome): string {
  return dirname(home.folder);
}

function homeFolder(): string {
  const cwd = process.cwd();
  return join(nearestPackage(cwd) ?? cwd, ".orchwits");
}

function nearestPackage(folder: string): string | undefined {
  if (existsSync(join(folder, "package.json"))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestPackage(parent);
}

/** Watches folders for changes of sources, also where a folder is replaced: a checkout of another branch deletes and makes them. */
import { type FSWatcher, statSync, watch } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { canHoldSources, foldersBelow, ifReadable } from "./source-folders.ts";
import { UsageError } from "./usage-error.ts";

/** Editors save in several writes; what comes within this time is one change. */
const quietMilliseconds = 50;
const watchedEnding = /\.([cm]?[jt]sx?|json)$/;

export interface FolderWatch {
  /** Folders that are not there yet are watched once they are. */
  add(folders: Iterable<string>): void;
  /** Resolves when what has happened until now was told, if it was to be. */
  settled(): Promise<void>;
  close(): void;
}

interface Watched {
  readonly watcher: FSWatcher;
  /** Tells a folder from another that has taken its place: the system's watch stays with the old one. */
  readonly identity: string;
}

/** Calls when something changes in the folders that it is given, once for what comes within a moment. */
export function watchFolders(onChange: () => void, top = process.cwd()): FolderWatch {
  const wanted = new Set<string>();
  /** Also those around them. */
  const places = new Set<string>();
  const watched = new Map<string, Watched>();
  /** Has come or gone, and may be a folder with sources. */
  const suspects = new Set<string>();
  let changed = false;
  let timer: NodeJS.Timeout | undefined;
  let waiting: (() => void)[] = [];

  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(settle, quietMilliseconds);
  };
  const drop = (folder: string) => {
    watched.get(folder)?.watcher.close();
    watched.delete(folder);
    if (wanted.has(folder)) changed = true;
  };
  const notice = (folder: string, event: string, name: string | null) => {
    if (wanted.has(folder) && (name === null || watchedEnding.test(name))) changed = true;
    else if (event !== "rename" || name === null) return;
    // A folder that is deleted or moved away says so by its own name. The next one may be given its number.
    else if (name === basename(folder)) drop(folder);
    else if (wanted.has(folder) && canHoldSources(name)) suspects.add(join(folder, name));
    else if (!places.has(join(folder, name))) return;
    schedule();
  };
  const begin = (folder: string) => {
    const identity = identityOf(folder);
    const watcher = identity && startWatching(folder, (event, name) => notice(folder, event, name));
    if (!watcher) return false;
    watched.set(folder, { watcher, identity });
    // On Windows, a folder that goes away is an error. It must not end the watch over the others.
    watcher.on("error", () => {
      drop(folder);
      schedule();
    });
    return true;
  };
  /** Watches what there is now, and nothing else. @returns the folders that were not watched before */
  const follow = () => {
    for (const [folder, { identity }] of watched) if (identityOf(folder) !== identity) drop(folder);
    for (const folder of wanted) {
      // Where the folder that it was in is watched, it is seen when it comes again.
      if (!watched.has(folder) && wanted.has(dirname(folder)) && !identityOf(folder)) wanted.delete(folder);
    }
    const begun = [];
    for (const folder of wanted) {
      for (const place of withSurroundings(folder, top)) {
        places.add(place);
        if (!watched.has(place) && begin(place) && wanted.has(place)) begun.push(place);
      }
    }
    return begun;
  };
  const settle = () => {
    timer = undefined;
    for (const path of suspects) if (isFolder(path)) wanted.add(path);
    suspects.clear();
    const begun = follow();
    for (const folder of begun.flatMap(foldersBelow)) wanted.add(folder);
    follow();
    if (changed || begun.length > 0) onChange();
    changed = false;
    for (const done of waiting) done();
    waiting = [];
  };

  return {
    add(folders) {
      for (const folder of folders) wanted.add(folder);
      follow();
    },
    async settled() {
      if (timer) await new Promise<void>((done) => waiting.push(done));
    },
    close() {
      clearTimeout(timer);
      for (const { watcher } of watched.values()) watcher.close();
    },
  };
}

/** @throws {UsageError} where the system watches no more */
function startWatching(folder: string, notice: (event: string, name: string | null) => void): FSWatcher | undefined {
  try {
    return ifReadable(() => watch(folder, notice));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOSPC" && code !== "EMFILE") throw error;
    throw new UsageError(
      `Can't watch ${folder} for changes: this system watches no more folders for you (${code}). End other programs that watch, such as ` +
        "editors and servers of other projects, or raise the limit: on Linux, fs.inotify.max_user_watches and fs.inotify.max_user_instances.",
    );
  }
}

/** A folder and those around it, up to the one where all began, or to the first that is there: they see it made and replaced. */
function* withSurroundings(folder: string, top: string): Iterable<string> {
  yield folder;
  for (let place = dirname(folder); ; place = dirname(place)) {
    yield place;
    const isInside = !/^(\.\.|$)/.test(relative(top, place));
    if (place === dirname(place) || (!isInside && identityOf(place))) return;
  }
}

function identityOf(folder: string): string | undefined {
  const found = ifReadable(() => statSync(folder, { bigint: true }));
  return found && `${found.dev}:${found.ino}:${found.birthtimeNs}`;
}

function isFolder(path: string): boolean {
  return ifReadable(() => statSync(path).isDirectory()) ?? false;
}

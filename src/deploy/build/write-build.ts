/** Writes what was built into a folder, and removes functions that an earlier build wrote there and that are no more. Nothing else. */
import { hash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { BuiltFunction } from "./build.ts";
import { faultsFile } from "./faults-file.ts";
import type { Bundle } from "./finish-bundle.ts";
import { hasMap } from "./zip-bundle.ts";

/** The list of what a build wrote, so that the next one knows what is its own. */
export const manifestName = "manifest.json";
/** To be raised when the same bundle gives another zip file, too. */
const manifestVersion = 2;

interface ManifestEntry {
  readonly name: string;
  readonly hash: string;
}

interface Manifest {
  readonly orchwits: typeof manifestVersion;
  readonly functions: readonly ManifestEntry[];
}

/** What an earlier build wrote into a folder, for what has not changed since. */
export interface EarlierBuild {
  /** The zip file of a function, if it was made of this very bundle, with or without its map. */
  zipOf(name: string, bundle: Bundle, withMap: boolean): Uint8Array | undefined;
}

export function readEarlierBuild(outFolder: string): EarlierBuild {
  const hashes = new Map(readManifest(outFolder).map(({ name, hash }) => [name, hash]));
  return {
    zipOf(name, { code, map, faults }, withMap) {
      const known = hashes.get(name);
      if (known === undefined) return undefined;
      const holds = (file: string, text: string) => readIfThere(path.join(outFolder, name, file))?.toString("utf8") === text;
      if (!holds("index.mjs", code) || !holds("index.mjs.map", map) || !holds(faultsFile, faults)) return undefined;
      const zip = readIfThere(zipFile(outFolder, name));
      return zip && hasMap(zip) === withMap && hash("sha256", zip, "hex") === known ? zip : undefined;
    },
  };
}

export function writeBuild(outFolder: string, bundles: readonly { readonly built: BuiltFunction; readonly bundle: Bundle }[]): void {
  mkdirSync(outFolder, { recursive: true });
  const names = new Set(bundles.map(({ built }) => built.name));
  for (const { name } of readManifest(outFolder)) if (!names.has(name)) removeFunction(outFolder, name);
  for (const { built, bundle } of bundles) {
    mkdirSync(built.folder, { recursive: true });
    writeChanged(path.join(built.folder, "index.mjs"), bundle.code);
    writeChanged(path.join(built.folder, "index.mjs.map"), bundle.map);
    writeChanged(path.join(built.folder, faultsFile), bundle.faults);
    writeChanged(zipFile(outFolder, built.name), built.zip);
  }
  const functions = bundles.map(({ built: { folder, zip, parts, ...entry } }) => entry);
  writeChanged(path.join(outFolder, manifestName), `${JSON.stringify({ orchwits: manifestVersion, functions }, null, 2)}\n`);
}

/** The zip file of a function. */
export function zipFile(outFolder: string, name: string): string {
  return path.join(outFolder, `${name}.zip`);
}

function readManifest(outFolder: string): readonly ManifestEntry[] {
  try {
    const manifest = JSON.parse(readFileSync(path.join(outFolder, manifestName), "utf8")) as Manifest;
    if (manifest.orchwits !== manifestVersion) return [];
    // What the names are made of is what functions are called: nothing that leads out of the folder.
    return manifest.functions.filter(({ name }) => typeof name === "string" && /^[^/\\:.]+$/.test(name));
  } catch {
    return [];
  }
}

function readIfThere(file: string): Buffer | undefined {
  return existsSync(file) ? readFileSync(file) : undefined;
}

function removeFunction(outFolder: string, name: string): void {
  const folder = path.join(outFolder, name);
  for (const file of ["index.mjs", "index.mjs.map", faultsFile]) rmSync(path.join(folder, file), { force: true });
  rmSync(zipFile(outFolder, name), { force: true });
  try {
    if (existsSync(folder)) rmdirSync(folder);
  } catch {
    // Someone else's files are in it.
  }
}

/** Leaves a file alone that says the same already, so that whoever watches it sees only what changed. */
function writeChanged(file: string, contents: string | Uint8Array): void {
  const bytes = typeof contents === "string" ? Buffer.from(contents) : contents;
  if (readIfThere(file)?.equals(bytes)) return;
  writeFileSync(file, bytes);
}

/** Writes what was built into a folder, and removes functions that an earlier build wrote there and that are no more. Nothing else. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { BuiltFunction } from "./build.ts";
import type { Bundle } from "./settle-names.ts";

/** The list of what a build wrote, so that the next one knows what is its own. */
export const manifestName = "manifest.json";
const manifestVersion = 1;

interface Manifest {
  readonly orchwits: typeof manifestVersion;
  readonly functions: readonly { readonly name: string }[];
}

export function writeBuild(outFolder: string, bundles: readonly { readonly built: BuiltFunction; readonly bundle: Bundle }[]): void {
  mkdirSync(outFolder, { recursive: true });
  const names = new Set(bundles.map(({ built }) => built.name));
  for (const name of namesBefore(outFolder)) if (!names.has(name)) removeFunction(outFolder, name);
  for (const { built, bundle } of bundles) {
    mkdirSync(built.folder, { recursive: true });
    writeChanged(path.join(built.folder, "index.mjs"), bundle.code);
    writeChanged(path.join(built.folder, "index.mjs.map"), bundle.map);
    writeChanged(zipFile(outFolder, built.name), built.zip);
  }
  const functions = bundles.map(({ built: { name, kind, handler, hash, bytes, gzipBytes } }) => ({
    name,
    kind,
    handler,
    hash,
    bytes,
    gzipBytes,
  }));
  writeChanged(path.join(outFolder, manifestName), `${JSON.stringify({ orchwits: manifestVersion, functions }, null, 2)}\n`);
}

/** The zip file of a function. */
export function zipFile(outFolder: string, name: string): string {
  return path.join(outFolder, `${name}.zip`);
}

function namesBefore(outFolder: string): string[] {
  try {
    const manifest = JSON.parse(readFileSync(path.join(outFolder, manifestName), "utf8")) as Manifest;
    if (manifest.orchwits !== manifestVersion) return [];
    // What the names are made of is what functions are called: nothing that leads out of the folder.
    return manifest.functions.map(({ name }) => name).filter((name) => typeof name === "string" && /^[^/\\:.]+$/.test(name));
  } catch {
    return [];
  }
}

function removeFunction(outFolder: string, name: string): void {
  const folder = path.join(outFolder, name);
  for (const file of ["index.mjs", "index.mjs.map"]) rmSync(path.join(folder, file), { force: true });
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
  if (existsSync(file) && readFileSync(file).equals(bytes)) return;
  writeFileSync(file, bytes);
}

/** What a command is asked to look at: a source file, and a class where the file holds several. */
import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { nearestName } from "../model/nearest-name.ts";
import { UsageError } from "./usage-error.ts";

/** A file, as it was written, and perhaps a class in it. */
export interface Target {
  readonly file: string;
  readonly className?: string;
}

const sourceEnding = /\.[cm]?tsx?$/;

/**
 * Reads `pipeline.ts` or `pipeline.ts#Cafe`. A file may have a `#` in its name.
 *
 * @throws {UsageError} when there is no such file, or it can't be read
 */
export function parseTarget(text: string): Target {
  const hash = text.lastIndexOf("#");
  const target = hash <= 0 || kindOf(text) === "file" ? { file: text } : { file: text.slice(0, hash), className: text.slice(hash + 1) };
  const { file } = target;
  if (target.className === "") throw new UsageError(`'${text}' names no class after '#'. Write ${file}#Name, or ${file} alone.`);
  const kind = kindOf(file);
  if (kind === "file") {
    if (!sourceEnding.test(file))
      throw new UsageError(`'${file}' is no TypeScript source. Name the file in which the pipeline's class stands.`);
    refuseUnreadable(file);
    return target;
  }
  if (kind === "folder")
    throw new UsageError(`'${file}' is a folder. Name the file in which the pipeline's class stands.${inFolder(file)}`);
  throw new UsageError(`There is no file '${file}'${dirname(file) === "." ? ` in ${process.cwd()}` : ""}.${near(file)}`);
}

/** The target as it was written. */
export function nameOfTarget({ file, className }: Target): string {
  return className === undefined ? file : `${file}#${className}`;
}

/** To the compiler, a file that it may not read is one that is not there. */
function refuseUnreadable(file: string): void {
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw new UsageError(`'${file}' can't be read: ${(error as Error).message}`);
  }
}

function kindOf(file: string): "file" | "folder" | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return undefined;
  return found.isDirectory() ? "folder" : "file";
}

function inFolder(folder: string): string {
  const sources = sourcesIn(folder).slice(0, 8);
  return sources.length > 0 ? ` It holds: ${sources.map((name) => join(folder, name)).join(", ")}` : "";
}

function near(file: string): string {
  const folder = dirname(file);
  const sources = sourcesIn(folder);
  const name = basename(file);
  const meant = sources.includes(`${name}.ts`) ? `${name}.ts` : nearestName(name, sources);
  return meant ? ` Did you mean '${join(folder, meant)}'?` : "";
}

function sourcesIn(folder: string): string[] {
  try {
    return readdirSync(resolve(folder))
      .filter((name) => sourceEnding.test(name) && !name.endsWith(".d.ts"))
      .sort();
  } catch {
    return [];
  }
}

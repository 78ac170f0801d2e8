/** Loads the user's source in this process: types stripped, decorators lowered, stacks mapped back. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { tsImport } from "tsx/esm/api";
import type { Pipeline } from "../../authoring/pipeline.ts";
import { nearestName } from "../../model/nearest-name.ts";
import { importTexts } from "./import-texts.ts";

/** A class that can be run. */
export type PipelineClass = new () => Pipeline;

/** The source can't be loaded: it threw while it was, or doesn't export the class. */
export class LoadFailed extends Error {
  override readonly name = "LoadFailed";
}

/**
 * The class of that name, or the only pipeline of the file where no name is given. `configFile` is the tsconfig whose `paths` hold,
 * where that is known: with project references, it need not be the nearest one.
 *
 * @throws {LoadFailed} with the user's own error as its cause
 */
export async function loadPipeline(file: string, name: string | undefined, configFile?: string): Promise<PipelineClass> {
  const path = resolve(file);
  const tsconfig = configFile ?? nearestTsconfig(dirname(path));
  let module: Record<string, unknown>;
  importTexts();
  try {
    module = await tsImport(pathToFileURL(path).href, { parentURL: import.meta.url, ...(tsconfig !== undefined && { tsconfig }) });
  } catch (cause) {
    throw new LoadFailed(`'${file}' can't be loaded.`, { cause });
  }
  const classes = exportedPipelines(module);
  const found = name === undefined ? classes.size === 1 && [...classes.values()][0] : (classes.get(name) ?? byName(classes, name));
  if (found) return found;
  throw new LoadFailed(whyNot(file, name, [...classes.keys()]));
}

function whyNot(file: string, name: string | undefined, exported: readonly string[]): string {
  if (name === undefined) {
    return exported.length === 0
      ? `'${file}' exports no pipeline.`
      : `'${file}' exports ${exported.join(", ")}. Name one: '${file}#${exported[0]}'`;
  }
  const meant = nearestName(name, exported);
  if (meant !== undefined) return `'${file}' does not export '${name}'. Did you mean '${meant}'?`;
  return `'${file}' does not export '${name}', so it can't be run. If the class is there, write: export class ${name} extends Pipeline`;
}

/** A file that counts as CommonJS shows up with its exports under `default`. */
function exportedPipelines(module: Record<string, unknown>): Map<string, PipelineClass> {
  const inner = typeof module.default === "object" && module.default !== null ? Object.entries(module.default) : [];
  return new Map([...inner, ...Object.entries(module)].filter((entry): entry is [string, PipelineClass] => isPipelineClass(entry[1])));
}

/** An exported name can differ from the class's own: `export default class Cafe`, `export { Cafe as Bar }`. */
function byName(classes: ReadonlyMap<string, PipelineClass>, name: string): PipelineClass | undefined {
  return [...classes.values()].find((one) => one.name === name) ?? (classes.size === 1 ? classes.get("default") : undefined);
}

function isPipelineClass(value: unknown): boolean {
  // Not instanceof: the user's source may load another copy of the package than this command is part of.
  return typeof value === "function" && typeof value.prototype?.next === "function" && typeof value.prototype?.done === "function";
}

function nearestTsconfig(folder: string): string | undefined {
  const file = join(folder, "tsconfig.json");
  if (existsSync(file)) return file;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestTsconfig(parent);
}

/** Builds functions to be run from a folder of this machine: the bundles of a deployment, where traces lead to the source. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { Build } from "../../deploy/build/build.ts";
import { type BuildOptions, buildPipeline } from "../../deploy/build/build-pipeline.ts";

/** @throws {BuildFailed} with what keeps it from being built */
export async function buildForDev(options: BuildOptions): Promise<Build> {
  const build = await buildPipeline(options);
  const directory = dirname(options.outline.file);
  const sourceRoot = pathToFileURL(join(directory, "/")).href;
  for (const { folder } of build.functions) {
    // Deployed maps say nothing of the machine; here, a place in the source is one that can be opened.
    const file = join(folder, "index.mjs.map");
    const map = JSON.parse(readFileSync(file, "utf8")) as { readonly sources: readonly string[] };
    const sources = map.sources.map((source) => (source.startsWith("node_modules/") ? locatePackaged(source, directory) : source));
    writeFileSync(file, JSON.stringify({ ...map, sources, sourceRoot }));
  }
  return build;
}

/** A file of a package, as seen from the source's folder: the package may be installed in any folder above it. */
function locatePackaged(source: string, directory: string): string {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, source))) return relative(directory, join(folder, source)).replaceAll("\\", "/");
    if (dirname(folder) === folder) return source;
  }
}

/** Builds functions to be run from a folder of this machine: the bundles of a deployment, where traces lead to the source. */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Build } from "../../deploy/build/build.ts";
import { describeFinding } from "../../deploy/build/build-failed.ts";
import { type BuildOptions, buildPipeline } from "../../deploy/build/build-pipeline.ts";

/** @throws {BuildFailed} with what keeps it from being built */
export async function buildForDev(options: BuildOptions): Promise<Build> {
  const build = await buildPipeline(options);
  for (const warning of build.warnings) process.stderr.write(`warning: ${describeFinding(warning)}\n`);
  const sourceRoot = pathToFileURL(join(dirname(options.outline.file), "/")).href;
  for (const { folder } of build.functions) {
    // Deployed maps say nothing of the machine; here, a place in the source is one that can be opened.
    const file = join(folder, "index.mjs.map");
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), sourceRoot }));
  }
  return build;
}

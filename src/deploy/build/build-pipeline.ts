/** Builds the functions of a pipeline's stack: a bundle for each, of that step's code and imports only. */
import { hash } from "node:crypto";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { type BuildFailure, type BuildOptions as EsbuildOptions, build as esbuild } from "esbuild";
import type { Graph } from "../../model/graph.ts";
import type { Outline } from "../../model/outline.ts";
import type { Build, BuildFinding, BuiltFunction, BundlePart } from "./build.ts";
import { BuildFailed } from "./build-failed.ts";
import { findingOf } from "./bundle-faults.ts";
import { partsOf } from "./bundle-parts.ts";
import { bundlePlugin } from "./bundle-plugin.ts";
import { findWarnings } from "./bundle-warnings.ts";
import { faultsEntry, faultsFile } from "./faults-file.ts";
import { type Bundle, finishBundle } from "./finish-bundle.ts";
import { functionsOf, type PlannedFunction } from "./functions-of.ts";
import { portableNames } from "./portable-names.ts";
import { readEarlierBuild, writeBuild } from "./write-build.ts";
import { zipBundle } from "./zip-bundle.ts";

export interface BuildOptions {
  readonly graph: Graph;
  readonly outline: Outline;
  /** Where the functions' folders are written. What else lies there stays. */
  readonly outFolder: string;
  /** Packages to leave out, because a layer provides them. */
  readonly external?: readonly string[] | undefined;
}

/**
 * Builds all functions, and writes `<outFolder>/<function>/index.mjs` with its source map and `faults.mjs`, `<function>.zip`, and `manifest.json`.
 *
 * @throws {BuildFailed} with what keeps it from being built
 */
export async function buildPipeline({ graph, outline, outFolder, external = [] }: BuildOptions): Promise<Build> {
  if (outline.exportName === null) throw new BuildFailed([notExported(graph, outline)]);
  const functions = functionsOf(graph);
  const folder = path.dirname(outline.file);
  const bundled = await bundle(functions, { outline, external, folder });
  const { outputFiles, metafile } = bundled;
  const texts = new Map(outputFiles.map((file) => [path.relative(outdirIn(folder), file.path).replaceAll(path.sep, "/"), file]));
  const earlier = readEarlierBuild(outFolder);
  const portable = portableNames(folder);
  // Its map would show only what is ours.
  const faults = (texts.get(faultsFile)?.text ?? "").replace(/^\/\/# sourceMappingURL=.*\n/m, "");
  const built = functions.map((planned) => {
    const read = (file: string) => texts.get(`${planned.name}/${file}`)?.text ?? "";
    const finished = finishBundle(graph.pipeline, read("index.mjs"), read("index.mjs.map"), (source) =>
      portable(path.resolve(outdirIn(folder), planned.name, source)),
    );
    const made = { ...finished, faults };
    const output = metafile.outputs[`${outdirName}/${planned.name}/index.mjs`];
    const parts = output ? partsOf(output, (input) => portable(path.resolve(folder, input))) : [];
    const withMap = readsMap(graph, planned.method);
    const zip = earlier.zipOf(planned.name, made, withMap) ?? zipBundle(made, withMap);
    return { bundle: made, built: describe(planned, made, zip, parts, path.resolve(outFolder, planned.name)) };
  });
  writeBuild(outFolder, built);
  return {
    functions: built.map((one) => one.built),
    faults: { bytes: Buffer.byteLength(faults), gzipBytes: gzipSync(faults).length },
    warnings: findWarnings(bundled, outline, folder),
    metafile,
  };
}

/** Whether Node may be told to read source maps, by an option of the stack or of the step: literally, or by a reference that can't be looked up. */
function readsMap({ stack, steps }: Graph, method: string | undefined): boolean {
  const options = JSON.stringify([stack, steps.find(({ name }) => name === method)?.options]);
  return options.includes("--enable-source-maps") || /"NODE_OPTIONS":[^"]/.test(options);
}

/** Nothing is written here: names only have to be the same on every machine. */
const outdirName = "orchwits-build";
const outdirIn = (folder: string) => path.join(folder, outdirName);

interface BundleRequest {
  readonly outline: Outline;
  readonly external: readonly string[];
  readonly folder: string;
}

function bundle(functions: readonly PlannedFunction[], { outline, external, folder }: BundleRequest) {
  const target = {
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    mainFields: ["module", "main"],
  } satisfies EsbuildOptions;
  const output = { outdir: outdirIn(folder), outExtension: { ".js": ".mjs" }, write: false, metafile: true } satisfies EsbuildOptions;
  const form = { minify: true, sourcemap: "linked", sourcesContent: false, legalComments: "none" } satisfies EsbuildOptions;
  return esbuild({
    entryPoints: [
      ...functions.map(({ name }) => ({ in: name, out: `${name}/index` })),
      { in: faultsEntry.name, out: faultsFile.replace(/\.mjs$/, "") },
    ],
    plugins: [bundlePlugin({ outline, functions, external })],
    absWorkingDir: folder,
    logLevel: "silent",
    ...target,
    ...output,
    ...form,
  }).catch((error: Partial<BuildFailure> & Error) => {
    if (!error.errors) throw error;
    throw new BuildFailed(distinct(error.errors.map((message) => findingOf(message, folder))));
  });
}

/** What is wrong with a file is wrong with it in each bundle. */
function distinct(findings: readonly BuildFinding[]): BuildFinding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

function describe(
  { name, kind }: PlannedFunction,
  { code }: Bundle,
  zip: Uint8Array,
  parts: readonly BundlePart[],
  folder: string,
): BuiltFunction {
  const sizes = { bytes: Buffer.byteLength(code), gzipBytes: gzipSync(code).length };
  return { name, kind, handler: "index.handler", folder, zip, hash: hash("sha256", zip, "hex"), ...sizes, parts };
}

function notExported({ pipeline, at }: Graph, { file }: Outline): BuildFinding {
  const { line, column } = at;
  return {
    message: `${pipeline} is not exported, so that no function can import it.`,
    fix: `Write: export class ${pipeline}.`,
    at: { file, line, column },
  };
}

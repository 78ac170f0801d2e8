/** Builds the functions of a pipeline's stack: a bundle for each, of that step's code and imports only. */
import { hash } from "node:crypto";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { type BuildFailure, build as esbuild, type Metafile } from "esbuild";
import type { Graph } from "../../model/graph.ts";
import type { Outline } from "../../model/outline.ts";
import type { Build, BuiltFunction } from "./build.ts";
import { BuildFailed } from "./build-failed.ts";
import { findingOf } from "./bundle-faults.ts";
import { partsOf } from "./bundle-parts.ts";
import { bundlePlugin } from "./bundle-plugin.ts";
import { finishBundle } from "./finish-bundle.ts";
import { functionsOf, type PlannedFunction } from "./functions-of.ts";
import { type Bundle, settleNames } from "./settle-names.ts";
import { writeBuild } from "./write-build.ts";
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
 * Builds all functions, and writes `<outFolder>/<function>/index.mjs` with its source map, `<function>.zip`, and `manifest.json`.
 *
 * @throws {BuildFailed} with what keeps it from being built
 */
export async function buildPipeline({ graph, outline, outFolder, external = [] }: BuildOptions): Promise<Build> {
  if (outline.exportName === null) throw new BuildFailed([notExported(graph, outline)]);
  const functions = functionsOf(graph);
  const folder = path.dirname(outline.file);
  // Nothing is written here: the names only have to be the same on every machine.
  const outdir = path.join(folder, "orchwits-build");
  const result = await esbuild({
    entryPoints: functions.map(({ name }) => ({ in: name, out: `${name}/index` })),
    plugins: [bundlePlugin({ outline, functions, external })],
    absWorkingDir: folder,
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    mainFields: ["module", "main"],
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "silent",
  }).catch((error: Partial<BuildFailure> & Error) => {
    if (!error.errors) throw error;
    throw new BuildFailed(error.errors.map((message) => findingOf(message, folder)));
  });
  const texts = new Map(result.outputFiles.map((file) => [path.relative(outdir, file.path).replaceAll(path.sep, "/"), file]));
  const written = functions.map(({ name }): readonly [string, Bundle] => {
    const read = (file: string) => texts.get(`${name}/${file}`)?.text ?? "";
    return [name, finishBundle(read("index.mjs"), read("index.mjs.map"), { from: path.join(outdir, name), to: folder })];
  });
  const settled = await settleNames(new Map(written));
  const bundles = functions.map((planned) => {
    const bundle = settled.get(planned.name) as Bundle;
    return { built: describe(planned, bundle, result.metafile, folder, outFolder), bundle };
  });
  const warnings = result.warnings.filter(({ id }) => !quietWarnings.has(id)).map((message) => findingOf(message, folder));
  writeBuild(outFolder, bundles);
  return { functions: bundles.map(({ built }) => built), warnings, metafile: result.metafile };
}

/** What packages do to be loadable everywhere, and what the cuts leave behind. */
const quietWarnings = new Set(["empty-import-meta", "ignored-bare-import", "commonjs-variable-in-esm", "unsupported-require-call"]);

function describe(planned: PlannedFunction, bundle: Bundle, metafile: Metafile, folder: string, outFolder: string): BuiltFunction {
  const { name, kind } = planned;
  const zip = zipBundle(bundle);
  const bytes = Buffer.byteLength(bundle.code);
  const output = metafile.outputs[`orchwits-build/${name}/index.mjs`];
  return {
    name,
    kind,
    handler: "index.handler",
    folder: path.resolve(outFolder, name),
    zip,
    hash: hash("sha256", zip, "hex"),
    bytes,
    gzipBytes: gzipSync(bundle.code, { level: 9 }).length,
    parts: output ? partsOf(output, folder, bytes) : [],
  };
}

function notExported({ pipeline, at }: Graph, { file }: Outline) {
  const { line, column } = at;
  return {
    message: `${pipeline} is not exported, so that no function can import it.`,
    fix: `Write: export class ${pipeline}.`,
    at: { file, line, column },
  };
}

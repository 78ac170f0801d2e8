/** Bundles the functions of a pipeline for the local AWS, each with the whole class. */
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Reading } from "../../analyzer/analyzer.ts";
import { makeFlowTable } from "../../engine/flow-table.ts";
import type { BundleFlow } from "../../model/bundle-flow.ts";
import { failureFunction, ownFunctions } from "../../model/deployed-names.ts";
import type { Graph } from "../../model/graph.ts";

export interface DevFunction {
  /** Without the stack's prefix. */
  readonly name: string;
  readonly hash: string;
  readonly folder: string;
}

export async function buildInto(folder: string, graph: Graph, { directory }: Reading): Promise<readonly DevFunction[]> {
  const sources = sourcesOf(graph, resolve(directory, graph.file));
  return await Promise.all([...sources].map(([name, contents]) => bundle(name, contents, join(folder, name), directory)));
}

function sourcesOf(graph: Graph, file: string): ReadonlyMap<string, string> {
  const { pipeline, failureHandler } = graph;
  const table = makeFlowTable(graph);
  const list = (keys: ReadonlySet<string> | "all" = "all") => (keys === "all" ? keys : [...keys].sort());
  const live = Object.fromEntries([...table.live].map(([step, keys]) => [step, list(keys)]));
  const common = { pipeline, graph: table.graph, live, failureHandler: failureHandler !== undefined };
  const whole: BundleFlow = { ...common, reads: "all" };
  const made = (name: string, ...words: readonly string[]) => `export const handler = ${name}(${words.join(", ")});`;
  const ofClass = (name: string, ...words: readonly string[]) =>
    `import { ${pipeline} } from ${JSON.stringify(file)};\nimport { ${name} } from "orchwits/lambda";\n${made(name, pipeline, ...words)}`;
  const ofOurs = (name: string, ...words: readonly string[]) => `import { ${name} } from "orchwits/lambda";\n${made(name, ...words)}`;
  const sources = new Map<string, string>();
  for (const { name, reads } of graph.steps) {
    const flow: BundleFlow = { ...common, reads: list(table.reads.get(name)) };
    const required = Object.keys(reads).filter((key) => !reads[key]?.optional);
    if (name === "start") sources.set(name, ofClass("handleEntry", JSON.stringify({ ...flow, required: required.sort() })));
    else sources.set(name, ofClass("handleStep", JSON.stringify(name), JSON.stringify(flow)));
  }
  if (failureHandler) sources.set(failureFunction, ofClass("handleFailure", JSON.stringify(whole)));
  sources.set(ownFunctions.relay, ofOurs("relay"));
  return sources.set(ownFunctions.recovery, ofOurs("recover", JSON.stringify(whole)));
}

const here = (file: string) => fileURLToPath(new URL(`../../${file}${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url));

async function bundle(name: string, contents: string, folder: string, directory: string): Promise<DevFunction> {
  await mkdir(folder, { recursive: true });
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: directory, loader: "ts" },
    alias: { "orchwits/lambda": here("lambda"), orchwits: here("index") },
    outfile: join(folder, "index.mjs"),
    absWorkingDir: directory,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    sourcemap: true,
    keepNames: true,
    write: false,
  });
  for (const { path, contents: bytes } of outputFiles) await writeFile(path, bytes);
  const code = outputFiles.find(({ path }) => path.endsWith(".mjs"));
  return {
    name,
    folder,
    hash: createHash("sha256")
      .update(code?.contents ?? "")
      .digest("hex"),
  };
}

/**
 * Gives the variables of bundles their final, short names.
 *
 * A bundler chooses short names by which letters are frequent in all files that it has seen, code that it then leaves out included. So a
 * step that is changed would rename the variables of all others. Chosen again, by the bundle alone, they are a matter of the bundle alone.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";

export interface Bundle {
  /** Ends with the reference to its map. */
  readonly code: string;
  readonly map: string;
}

interface SourceMap {
  readonly version: number;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/** Bundles by name, in files for a moment: esbuild finds the map that it goes on from beside the code only. */
export async function settleNames(bundles: ReadonlyMap<string, Bundle>): Promise<ReadonlyMap<string, Bundle>> {
  const folder = await mkdtemp(path.join(tmpdir(), "orchwits-build-"));
  try {
    const sources = new Map<string, readonly string[]>();
    for (const [name, { code, map }] of bundles) {
      const parsed = JSON.parse(map) as SourceMap;
      sources.set(name, parsed.sources);
      await mkdir(path.join(folder, name));
      // Numbers in place of names, which come back as they are.
      const numbered = JSON.stringify({ ...parsed, sources: parsed.sources.map((_, index) => String(index)) });
      await Promise.all([
        writeFile(path.join(folder, name, "index.mjs"), code),
        writeFile(path.join(folder, name, "index.mjs.map"), numbered),
      ]);
    }
    const { outputFiles } = await build({
      entryPoints: [...bundles.keys()].map((name) => ({ in: path.join(folder, name, "index.mjs"), out: `${name}/index` })),
      ...{ outdir: folder, outExtension: { ".js": ".mjs" }, write: false, logLevel: "silent" },
      ...{ format: "esm", platform: "node", target: "node22", minify: true, legalComments: "none" },
      ...{ sourcemap: "linked", sourcesContent: false },
    });
    const texts = new Map(outputFiles.map((file) => [path.relative(folder, file.path).replaceAll(path.sep, "/"), file.text]));
    return new Map([...bundles.keys()].map((name) => [name, settled(name, texts, sources.get(name) ?? [])]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function settled(name: string, texts: ReadonlyMap<string, string>, known: readonly string[]): Bundle {
  const { version, sources, names, mappings } = JSON.parse(texts.get(`${name}/index.mjs.map`) ?? "") as SourceMap;
  const named = sources.map((source) => known[Number(source)] ?? source);
  return { code: texts.get(`${name}/index.mjs`) ?? "", map: JSON.stringify({ version, sources: named, names, mappings }) };
}

/** What esbuild must know of a pipeline: the entries of its functions, what to leave out of its sources for each, and what is elsewhere. */
import { realpath } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Loader, OnLoadResult, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from "esbuild";
import type { Outline } from "../../model/outline.ts";
import { faultsEntry, faultsFile } from "./faults-file.ts";
import type { PlannedFunction } from "./functions-of.ts";
import { applyCuts, type Pruning, planPruning } from "./prune-source.ts";

export const entryNamespace = "orchwits-entry";
const layerNamespace = "orchwits-layer";

/** Marks what the plugin asks itself. */
const asked = { asked: true };

export interface BundlePluginOptions {
  readonly outline: Outline;
  readonly functions: readonly PlannedFunction[];
  /** Packages that layers provide. */
  readonly external: readonly string[];
}

export function bundlePlugin({ outline, functions, external }: BundlePluginOptions): Plugin {
  return {
    name: "orchwits",
    async setup(build) {
      const real = await realPaths(outline.ownFiles);
      const isOwn = new Set(real.values());
      const differs = new Set(outline.files.map((file) => real.get(file)));
      const resolving = new Resolving(build, differs, outline);
      const byName = new Map(functions.map((one) => [one.name, one]));

      build.onResolve({ filter: /.*/, namespace: "" }, ({ kind, path: name }) =>
        kind === "entry-point" && (byName.has(name) || name === faultsEntry.name) ? { path: name, namespace: entryNamespace } : undefined,
      );
      build.onResolve({ filter: faultsEntry.imported }, ({ kind, importer }) =>
        kind === "dynamic-import" && faultsEntry.importer.test(importer) ? { path: `./${faultsFile}`, external: true } : undefined,
      );
      build.onResolve({ filter: /.*/ }, (args) => {
        if (args.pluginData === asked || args.kind === "entry-point") return undefined;
        if (args.namespace === layerNamespace) return { path: args.path, external: true };
        if (isExternal(args.path, external)) return { path: args.path, namespace: layerNamespace };
        if (args.namespace !== entryNamespace && !isOwn.has(args.importer)) return undefined;
        return resolving.resolve(args);
      });

      build.onLoad({ filter: /.*/, namespace: entryNamespace }, ({ path: name }) => {
        const importClass = `import { ${outline.exportName} as Class } from ${JSON.stringify(outline.file)};`;
        const contents = name === faultsEntry.name ? faultsEntry.contents : (byName.get(name)?.entry(importClass) ?? "");
        return { contents, resolveDir: path.dirname(outline.file), pluginData: name };
      });
      // Where a layer puts packages, only `require` looks: Node's `NODE_PATH` is nothing to `import`.
      build.onLoad({ filter: /.*/, namespace: layerNamespace }, ({ path: name }) => ({
        contents: `module.exports = require(${JSON.stringify(name)});`,
      }));

      const load = loaderOf(outline, real, byName);
      const loaded = [...differs, ...outline.constants.map(({ file }) => real.get(file))].filter((file) => file !== undefined);
      build.onLoad({ filter: filterOf(loaded) }, ({ path: file, suffix }) => load(file, suffix));
    },
  };
}

/** Resolves what own files import. */
class Resolving {
  readonly #build: PluginBuild;
  readonly #differs: ReadonlySet<string | undefined>;
  readonly #outline: Outline;
  #effects: Promise<ReadonlySet<string>> | undefined;
  readonly #known = new Map<string, Promise<OnResolveResult | undefined>>();

  constructor(build: PluginBuild, differs: ReadonlySet<string | undefined>, outline: Outline) {
    this.#build = build;
    this.#differs = differs;
    this.#outline = outline;
  }

  async resolve(args: OnResolveArgs): Promise<OnResolveResult | undefined> {
    const key = [args.path, args.resolveDir, args.kind].join("\0");
    let found = this.#known.get(key);
    if (!found) {
      found = this.#ask(args);
      this.#known.set(key, found);
    }
    const result = await found;
    // A file that is not the same in all bundles is another file in each.
    const suffix = typeof args.pluginData === "string" && result && this.#differs.has(result.path) ? `?${args.pluginData}` : undefined;
    return suffix === undefined ? result : { ...result, suffix };
  }

  async #ask({ path: name, importer, resolveDir, kind }: OnResolveArgs): Promise<OnResolveResult | undefined> {
    const options = { importer, resolveDir, kind, pluginData: asked };
    let found = await this.#build.resolve(name, options);
    if (found.errors.length > 0 && /^orchwits(?:\/|$)/.test(name)) {
      found = await this.#build.resolve(ownEntry(name), { ...options, resolveDir: path.dirname(ownEntry(name)) });
    }
    // Whatever is wrong, esbuild says it at the import's own place.
    if (found.errors.length > 0) return undefined;
    const { path: target, namespace, external, suffix, sideEffects } = found;
    // What a file imports by name is there to be used: a bundle that doesn't use it must not have it, as TypeScript itself would have it.
    this.#effects ??= effectsOf(this.#outline, this.#build);
    const used = kind === "import-statement" && !(await this.#effects).has(target);
    return { path: target, namespace, external, suffix, sideEffects: used ? false : sideEffects };
  }
}

/** Modules that some own file imports for their effects. */
async function effectsOf({ effects }: Outline, build: PluginBuild): Promise<ReadonlySet<string>> {
  const found = await Promise.all(
    effects.map(({ file, specifier }) => {
      const options = { importer: file, resolveDir: path.dirname(file), kind: "import-statement", pluginData: asked } as const;
      return build.resolve(specifier, options);
    }),
  );
  return new Set(found.flatMap(({ errors, path: target }) => (errors.length > 0 ? [] : [target])));
}

/** An entry of the package that is running, for a project that can't find it on its own. */
function ownEntry(name: string): string {
  const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const file = name === "orchwits" ? "index" : name.slice("orchwits/".length);
  return fileURLToPath(new URL(`../../${file}.${ending}`, import.meta.url));
}

function loaderOf(outline: Outline, real: ReadonlyMap<string, string>, byName: ReadonlyMap<string, PlannedFunction>) {
  const nameOf = new Map([...real].map(([file, target]) => [target, file]));
  const prunings = new Map<string, Pruning>();
  return (file: string, suffix: string): OnLoadResult | undefined => {
    const name = nameOf.get(file) ?? file;
    const text = outline.texts[name];
    if (text === undefined) return undefined;
    const constants = outline.constants.filter((constant) => constant.file === name);
    const loader = loaderNames[path.extname(file)] ?? "ts";
    if (suffix === "") return { contents: applyCuts(text, [], constants), loader };
    const functionName = suffix.slice(1);
    const method = byName.get(functionName)?.method ?? "";
    const pruning = prunings.get(method) ?? planPruning(outline, method);
    prunings.set(method, pruning);
    return { contents: applyCuts(text, pruning.cutsIn(name), constants), loader, pluginData: functionName };
  };
}

const loaderNames: Readonly<Record<string, Loader>> = { ".tsx": "tsx", ".jsx": "jsx", ".js": "js", ".mjs": "js", ".cjs": "js" };

async function realPaths(files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return new Map(await Promise.all(files.map(async (file) => [file, await realpath(path.normalize(file))] as const)));
}

function isExternal(specifier: string, external: readonly string[]): boolean {
  return external.some((name) => specifier === name || specifier.startsWith(`${name}/`));
}

/** A filter that only some files pass, so that esbuild needs to ask about no others. */
function filterOf(files: readonly string[]): RegExp {
  const names = [...new Set(files)].map((file) => file.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(names.length > 0 ? `^(?:${names.join("|")})$` : "^$");
}

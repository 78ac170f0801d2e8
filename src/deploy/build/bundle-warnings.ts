/** What can be bundled, and yet may not work once it is. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Message, Metafile, OutputFile } from "esbuild";
import type { Outline } from "../../model/outline.ts";
import type { BuildFinding } from "./build.ts";
import { adviseLayer, findingOf, packageOf } from "./bundle-faults.ts";

/** What packages do to be loadable everywhere, and what leaving things out brings with it. */
const quiet = new Set(["empty-import-meta", "ignored-bare-import", "commonjs-variable-in-esm", "unsupported-require-call"]);

/** Packages that find a native addon when they run. */
const addonFinders = new Set(["bindings", "node-gyp-build", "node-gyp-build-optional-packages", "node-pre-gyp", "@mapbox/node-pre-gyp"]);

/** The file of a native addon, named in code: packages that load theirs themselves do it by a name that only a run makes whole. */
const addonFile = /[\w}]\.node["'`]/;

export interface Bundled {
  readonly warnings: readonly Message[];
  readonly metafile: Metafile;
  readonly outputFiles: readonly OutputFile[];
}

/** @param folder the pipeline's, which names in the metafile are relative to */
export function findWarnings({ warnings, metafile, outputFiles }: Bundled, outline: Outline, folder: string): BuildFinding[] {
  const used = new Set(
    Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [withoutSuffix(input)] : [])),
    ),
  );
  return [
    ...warnings.filter(({ id }) => !quiet.has(id)).map((message) => findingOf(message, folder)),
    ...outline.selfPlaces
      .filter(({ file }) => used.has(path.relative(folder, file).replaceAll(path.sep, "/")))
      .map(({ text, ...at }) => ({
        message: `\`${text}\` is the place of the bundle once it is built: what lies beside this source is not there.`,
        fix: "Import it, as JSON or as a module that exports its text, or put it into a layer, which is found below /opt.",
        at,
      })),
    ...[...new Set([...addonsIn(metafile, used), ...addonsNamedIn(outputFiles, used, folder)])].sort().map((name) => ({
      message: `'${name}' looks for a native addon when it runs, which no bundle can hold.`,
      fix: adviseLayer(name),
    })),
  ];
}

function addonsIn({ inputs }: Metafile, used: ReadonlySet<string>): string[] {
  const names = Object.entries(inputs).flatMap(([input, { imports }]) => {
    const name = packageOf(`/${input}`);
    const finds = imports.some((one) => addonFinders.has(packageOf(`/${one.path}`) ?? ""));
    return finds && name && !addonFinders.has(name) && used.has(withoutSuffix(input)) ? [name] : [];
  });
  return names;
}

function addonsNamedIn(outputFiles: readonly OutputFile[], used: ReadonlySet<string>, folder: string): string[] {
  // Next to no bundle names one: then there is no need to read what is in it.
  if (!outputFiles.some((file) => file.path.endsWith(".mjs") && addonFile.test(file.text))) return [];
  return [...used].flatMap((input) => {
    const name = packageOf(`/${input}`);
    return name && addonFile.test(readFileSync(path.resolve(folder, input), "utf8")) ? [name] : [];
  });
}

function withoutSuffix(input: string): string {
  return input.replace(/\?[^/?]*$/, "");
}

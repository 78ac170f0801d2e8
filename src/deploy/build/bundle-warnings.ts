/** What can be bundled, and yet may not work once it is. */
import path from "node:path";
import type { Message, Metafile } from "esbuild";
import type { Outline } from "../../model/outline.ts";
import type { BuildFinding } from "./build.ts";
import { adviseLayer, findingOf, packageOf } from "./bundle-faults.ts";

/** What packages do to be loadable everywhere, and what leaving things out brings with it. */
const quiet = new Set(["empty-import-meta", "ignored-bare-import", "commonjs-variable-in-esm", "unsupported-require-call"]);

/** Packages that find a native addon when they run. */
const addonFinders = new Set(["bindings", "node-gyp-build", "node-gyp-build-optional-packages", "node-pre-gyp", "@mapbox/node-pre-gyp"]);

/** @param folder the pipeline's, which names in the metafile are relative to */
export function findWarnings(warnings: readonly Message[], metafile: Metafile, outline: Outline, folder: string): BuildFinding[] {
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
        fix: "Import it, or put it into a layer, which is found below /opt.",
        at,
      })),
    ...addonsIn(metafile, used).map((name) => ({
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
  return [...new Set(names)].sort();
}

function withoutSuffix(input: string): string {
  return input.replace(/\?[^/?]*$/, "");
}

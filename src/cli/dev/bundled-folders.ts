/** The folders of a project's own files that are in its bundles, so that those are watched, too, which lie beside the pipeline's folder. */
import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ownFolder = fileURLToPath(new URL("../../", import.meta.url));

/** @param directory what names in the metafile are relative to */
export function foldersInBundles(metafile: object, directory: string): Set<string> {
  const { inputs = {} } = metafile as { readonly inputs?: object };
  // `?step` tells a file in one bundle from the same in another.
  const files = new Set(Object.keys(inputs).map((name) => resolve(directory, name.replace(/\?[^/?]*$/, ""))));
  const theirs = [...files].filter((file) => !/[\\/]node_modules[\\/]/.test(file) && !file.startsWith(ownFolder));
  // What the build has made up lies nowhere.
  return new Set(theirs.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile()).map((file) => dirname(file)));
}

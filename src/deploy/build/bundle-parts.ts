/** What takes room in a bundle: by package, and by own file. */
import path from "node:path";
import type { Metafile } from "esbuild";
import type { BundlePart } from "./build.ts";
import { packageOf } from "./bundle-faults.ts";
import { portableName } from "./finish-bundle.ts";

/** @param folder the pipeline's, which own files are named relative to */
export function partsOf({ inputs }: Metafile["outputs"][string], folder: string): BundlePart[] {
  const sums = new Map<string, number>();
  for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
    const file = portableName(path.resolve(folder, input), folder);
    const name = packageOf(`/${file}`) ?? file;
    sums.set(name, (sums.get(name) ?? 0) + bytesInOutput);
  }
  return [...sums]
    .map(([name, bytes]) => ({ name, bytes }))
    .filter(({ bytes }) => bytes > 0)
    .sort((one, other) => other.bytes - one.bytes || (one.name < other.name ? -1 : 1));
}

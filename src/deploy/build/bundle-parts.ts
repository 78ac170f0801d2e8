/** What takes room in a bundle: by package, and by own file. */
import path from "node:path";
import type { Metafile } from "esbuild";
import type { BundlePart } from "./build.ts";
import { packageOf } from "./bundle-faults.ts";
import { portableName } from "./finish-bundle.ts";

/**
 * @param output as esbuild tells of it, before names were shortened
 * @param folder the pipeline's, which own files are named relative to
 * @param bytes what the bundle has in the end
 */
export function partsOf({ inputs, bytes: before }: Metafile["outputs"][string], folder: string, bytes: number): BundlePart[] {
  const sums = new Map<string, number>();
  for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
    const file = portableName(path.resolve(folder, input), folder);
    const name = packageOf(`/${file}`) ?? file;
    sums.set(name, (sums.get(name) ?? 0) + bytesInOutput);
  }
  return [...sums]
    .map(([name, sum]) => ({ name, bytes: Math.round((sum * bytes) / before) }))
    .filter(({ bytes }) => bytes > 0)
    .sort((one, other) => other.bytes - one.bytes || (one.name < other.name ? -1 : 1));
}

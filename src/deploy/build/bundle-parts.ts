/** What takes room in a bundle: by package, and by own file. */
import type { Metafile } from "esbuild";
import type { BundlePart } from "./build.ts";
import { packageOf } from "./bundle-faults.ts";

/** @param nameOf what an input of the metafile is to be called */
export function partsOf({ inputs }: Metafile["outputs"][string], nameOf: (input: string) => string): BundlePart[] {
  const sums = new Map<string, number>();
  for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
    if (bytesInOutput === 0) continue;
    const file = nameOf(input);
    const name = packageOf(file) ?? file;
    sums.set(name, (sums.get(name) ?? 0) + bytesInOutput);
  }
  return [...sums]
    .map(([name, bytes]) => ({ name, bytes }))
    .sort((one, other) => other.bytes - one.bytes || (one.name < other.name ? -1 : 1));
}

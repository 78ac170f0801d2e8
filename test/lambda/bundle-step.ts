/** A bundle as the build makes it, of this checkout's sources: one step's function, ready for any runtime of Lambda. */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { BundleFlow } from "../../src/model/bundle-flow.ts";

const source = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export interface StepBundle {
  /** The pipeline's source, relative to the checkout. */
  readonly file: string;
  readonly className: string;
  readonly step: string;
  readonly flow: BundleFlow;
}

/** Writes `index.mjs` into a folder. */
export async function bundleStep({ file, className, step, flow }: StepBundle, folder: string): Promise<void> {
  await build({
    stdin: {
      contents:
        `import { handleEntry, handleStep, largeValues, openEntryHome, openHome } from "orchwits/lambda"; import { ${className} } from ${JSON.stringify(source(file))};` +
        `export const handler = ${step === "start" ? `handleEntry(${className}` : `handleStep(${className}, ${JSON.stringify(step)}`}, ${JSON.stringify(flow)}, () => ${step === "start" ? "openEntryHome({})" : "openHome({ largeValues })"});`,
      resolveDir: folder,
    },
    alias: { orchwits: source("src/index.ts"), "orchwits/lambda": source("src/lambda.ts") },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node22",
    // What is done where something fails is a file of its own, as in a deployed function.
    splitting: true,
    outdir: folder,
    entryNames: "index",
    outExtension: { ".js": ".mjs" },
    logLevel: "error",
  });
}

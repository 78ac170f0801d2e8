/** The step as Orchwits deploys it: read, pruned and bundled by the very build that `orchwits build` runs, from this checkout's sources. */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openAnalyzer } from "../../src/analyzer/analyzer.ts";
import { buildPipeline } from "../../src/deploy/build/build-pipeline.ts";

const source = (path: string) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));

export async function bundleOurs(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  copyFileSync(new URL("pipeline.ts", import.meta.url), join(folder, "pipeline.ts"));
  const paths = {
    orchwits: [source("index.ts")],
    "orchwits/lambda": [source("lambda.ts")],
    "orchwits/lambda-faults": [source("lambda-faults.ts")],
  };
  const compilerOptions = { target: "es2023", module: "esnext", moduleResolution: "bundler", strict: true, skipLibCheck: true, types: [] };
  const options = { ...compilerOptions, allowImportingTsExtensions: true, noEmit: true, paths };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options }));
  const analyzer = openAnalyzer({ cwd: folder });
  try {
    const { pipelines, diagnostics } = analyzer.read("pipeline.ts");
    const [graph] = pipelines;
    const outline = graph && analyzer.readOutline("pipeline.ts", graph.pipeline);
    if (!graph || !outline) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
    const { functions } = await buildPipeline({ graph, outline, outFolder: join(folder, "out") });
    const built = functions.find(({ name }) => name === "coffee");
    if (!built) throw new Error("The build has no function for the step.");
    return join(built.folder, "index.mjs");
  } finally {
    analyzer.close();
  }
}

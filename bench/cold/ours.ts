/** The step as Orchwits deploys it: built as by `orchwits build`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export async function bundleOurs(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const root = fileURLToPath(new URL("../..", import.meta.url));
  writeFileSync(
    join(folder, "entry.ts"),
    `import { Pipeline, step } from "${root}src/index.ts";
import { handleStep } from "${root}src/lambda.ts";
class Cafe extends Pipeline {
  @step() start() { return this.next("coffee", { beans: 1 }); }
  @step() coffee({ beans }: { beans: number }) { return this.next("drink", { beans, milk: true }); }
  @step() drink() { return this.done(); }
}
export const handler = handleStep(Cafe, "coffee", { pipeline: "Cafe", graph: "g", reads: ["beans"], live: { drink: "all" }, failureHandler: false });
`,
  );
  const outfile = join(folder, "index.mjs");
  await build({
    entryPoints: [join(folder, "entry.ts")],
    outfile,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node22",
    logLevel: "error",
    tsconfigRaw: "{}",
  });
  return outfile;
}

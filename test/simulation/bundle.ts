/** Bundles the simulation with the engine as it is, or with one line of it changed. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = new URL("../../", import.meta.url);

/** One change of the engine's source. */
export interface Edit {
  /** Relative to the project. */
  readonly file: string;
  /** What to find there, exactly once. */
  readonly find: string;
  readonly replace: string;
}

export type RunMany = typeof import("./run-many.ts").runMany;

/** The function that runs simulations, of the engine with an edit made. */
export async function bundleSimulation(edits: readonly Edit[] = []): Promise<RunMany> {
  const made = new Set<Edit>();
  const folder = await mkdtemp(join(fileURLToPath(root), "node_modules", ".simulation-"));
  const outfile = join(folder, "simulation.mjs");
  try {
    await build({
      entryPoints: [fileURLToPath(new URL("run-many.ts", import.meta.url))],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node22",
      alias: { orchwits: fileURLToPath(new URL("src/index.ts", root)) },
      logLevel: "error",
      plugins: [
        {
          name: "edit",
          setup({ onLoad }) {
            for (const edit of edits) {
              const filter = new RegExp(`/${edit.file.replaceAll(".", "\\.")}$`);
              onLoad({ filter }, async ({ path }) => {
                const text = await readFile(path, "utf8");
                if (text.split(edit.find).length !== 2) throw new Error(`${edit.file} does not have exactly once: ${edit.find}`);
                made.add(edit);
                return { contents: text.replace(edit.find, () => edit.replace), loader: "ts" };
              });
            }
          },
        },
      ],
    });
    if (made.size !== edits.length) throw new Error("An edited file is not part of the simulation.");
    return ((await import(pathToFileURL(outfile).href)) as { runMany: RunMany }).runMany;
  } finally {
    await rm(folder, { recursive: true });
  }
}

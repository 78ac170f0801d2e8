/** `orchwits build`: makes the code of a pipeline's functions. */
import { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { parseTarget, type Target } from "../target.ts";
import { UsageError } from "../usage-error.ts";

/** Where functions are built, unless something else is said. */
export const defaultBuildFolder = ".orchwits/build";

interface BuildCommandOptions {
  readonly output: string;
  readonly external?: readonly string[];
  readonly json?: true;
  readonly metafile?: true;
}

export function buildCommand(): Command {
  return new Command("build")
    .description("Build the functions of a pipeline: for each step a bundle of that step's code and imports only.")
    .argument("<file[#Class]>", "the source, and the class where it holds several pipelines", parseTarget)
    .option("-o, --output <folder>", "where to write the functions", defaultBuildFolder)
    .option("--external <package...>", "packages to leave out, because a layer provides them")
    .option("--metafile", "write metafile.json too: what is in each bundle and why, for esbuild's analyzer")
    .option("--json", "print what was built as JSON")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits build pipeline.ts                    into ${defaultBuildFolder}
  $ orchwits build 'pipelines.ts#Cafe' -o build
  $ orchwits build pipeline.ts --external sharp   which is in a layer

Writes <function>/index.mjs with its source map and faults.mjs, <function>.zip, and manifest.json. The same source gives
the same zip files. Nothing is built when the check finds errors; warnings are shown.`,
    )
    .action(async (target: Target, options: BuildCommandOptions) => {
      process.exitCode = await build(target, options);
    });
}

async function build(target: Target, { output, external, json, metafile }: BuildCommandOptions): Promise<number> {
  const [{ buildSource }, { buildTable }, { resolve, join }] = await Promise.all([
    import("../deploy/build-source.ts"),
    import("../deploy/build-table.ts"),
    import("node:path"),
  ]);
  const outFolder = resolve(output);
  const built = await buildSource(target, { outFolder, command: "build", external }).catch((error: NodeJS.ErrnoException) => {
    throw error.syscall === undefined ? error : new UsageError(`'${output}' can't be written: ${error.message}`);
  });
  if (!built) return exitCodes.findings;
  const { functions } = built;
  if (metafile) {
    const { writeWhole } = await import("../write-file.ts");
    writeWhole(join(outFolder, "metafile.json"), `${JSON.stringify(built.metafile, null, 2)}\n`);
  }
  if (json) {
    const list = functions.map(({ zip, ...rest }) => ({ ...rest, zipBytes: zip.length }));
    process.stdout.write(`${JSON.stringify({ folder: outFolder, functions: list, faults: built.faults }, null, 2)}\n`);
  } else {
    process.stdout.write(buildTable(functions));
    const [bytes, gzip] = [built.faults.bytes, built.faults.gzipBytes].map((count) => count.toLocaleString("en"));
    process.stderr.write(
      `Built ${functions.length} functions into ${output}. Each has faults.mjs, too, which it reads only where something fails: ${bytes} bytes, gzip ${gzip}\n`,
    );
  }
  return exitCodes.clean;
}

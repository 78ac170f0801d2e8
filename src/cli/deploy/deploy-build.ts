/** Builds the functions of a stack, for them to be uploaded. */
import { rmSync } from "node:fs";
import { describeFinding } from "../../deploy/build/build-failed.ts";
import { buildPipeline } from "../../deploy/build/build-pipeline.ts";
import { paintFor } from "../../diagnostics/paint.ts";
import type { CheckedSource } from "../checked-source.ts";
import { makeTemporaryFolder } from "../temporary-folder.ts";

/** By the function's name without the stack's prefix. */
export type DeployCode = ReadonlyMap<string, { readonly hash: string; readonly zip: Uint8Array }>;

/** @throws {BuildFailed} with what keeps it from being built */
export async function buildFunctions({ graph, outline }: CheckedSource, external: readonly string[] | undefined): Promise<DeployCode> {
  const outFolder = makeTemporaryFolder("orchwits-deploy-");
  try {
    const { functions, warnings } = await buildPipeline({ graph, outline, outFolder, external });
    const paint = paintFor(process.stderr, process.env);
    for (const warning of warnings) process.stderr.write(`${paint("yellow", "warning:")} ${describeFinding(warning)}\n`);
    return new Map(functions.map(({ name, hash, zip }) => [name, { hash, zip }]));
  } finally {
    rmSync(outFolder, { recursive: true, force: true });
  }
}

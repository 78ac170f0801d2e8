/** Builds the functions of a stack, for them to be uploaded. */
import { rmSync } from "node:fs";
import { buildPipeline } from "../../deploy/build/build-pipeline.ts";
import type { CheckedSource } from "../checked-source.ts";
import { tellBuildWarnings } from "../tell-remarks.ts";
import { makeTemporaryFolder } from "../temporary-folder.ts";

/** By the function's name without the stack's prefix. */
export type DeployCode = ReadonlyMap<string, { readonly hash: string; readonly zip: Uint8Array }>;

/** @throws {BuildFailed} with what keeps it from being built */
export async function buildFunctions({ graph, outline }: CheckedSource, external: readonly string[] | undefined): Promise<DeployCode> {
  const outFolder = makeTemporaryFolder("orchwits-deploy-");
  try {
    const { functions, warnings } = await buildPipeline({ graph, outline, outFolder, external });
    tellBuildWarnings(warnings);
    return new Map(functions.map(({ name, hash, zip }) => [name, { hash, zip }]));
  } finally {
    rmSync(outFolder, { recursive: true, force: true });
  }
}

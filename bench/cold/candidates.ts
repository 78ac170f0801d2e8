/** The handlers that are measured: the same step, each a bundle of its own. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleOurs } from "./ours.ts";

export interface Candidate {
  readonly name: string;
  readonly bundle: string;
  /** What it imports later. */
  readonly more?: string;
  readonly event: unknown;
  /** What it must have asked of AWS: one that does less is not compared. */
  readonly requests: readonly string[];
}

const peers = fileURLToPath(new URL("../peers/", import.meta.url));
const state = { beans: 12, note: "x".repeat(1_000) };
const hop = ["UpdateItem", "UpdateItem", "Invoke"];

const sources: readonly (Omit<Candidate, "bundle"> & { readonly source: string })[] = [
  { name: "AWS SDK v3", source: "sdk.mjs", event: { state }, requests: hop },
  { name: "aws-lite", source: "aws-lite.mjs", event: { state }, requests: hop },
  { name: "AWS SDK v3, Powertools, Middy", source: "powertools.mjs", event: { state }, requests: hop },
  { name: "durable functions' SDK", source: "durable.mjs", event: durableEvent(), requests: ["Checkpoint"] },
];

/** The empty handler first, then ours, then what can be compared. */
export async function makeCandidates(
  folder: string,
): Promise<{ candidates: Candidate[]; missing: { readonly name: string; readonly reason: string }[] }> {
  const message = { execution: "e1", branch: "", hop: 7, step: "coffee", attempt: 1, state, countedFrom: 0, graph: null };
  const ours = await bundleOurs(join(folder, "ours"));
  // Without beans, what it returns is no JSON.
  const failing = { ...message, state: { note: state.note } };
  const candidates: Candidate[] = [
    { name: "empty handler", bundle: await bundlePeer("empty.mjs", folder), event: {}, requests: [] },
    { name: "Orchwits", bundle: ours, event: { $orchwits: message }, requests: hop },
    {
      ...{ name: "Orchwits, a step that fails", bundle: ours, more: join(dirname(ours), "faults.mjs") },
      ...{ event: { $orchwits: failing }, requests: ["UpdateItem", "UpdateItem", "UpdateItem"] },
    },
  ];
  const installed = existsSync(join(peers, "node_modules"));
  const missing = installed
    ? []
    : sources.map(({ name }) => ({ name, reason: "not installed. npm install --ignore-scripts --prefix bench/peers" }));
  for (const { source, ...candidate } of installed ? sources : []) {
    candidates.push({ ...candidate, bundle: await bundlePeer(source, folder) });
  }
  return { candidates, missing };
}

async function bundlePeer(source: string, folder: string): Promise<string> {
  const outfile = join(folder, source);
  await build({
    entryPoints: [join(peers, "cold", source)],
    outfile,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node22",
    // For packages that still ask for CommonJS's `require`.
    ...(source !== "empty.mjs" && {
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    }),
    logLevel: "error",
  });
  return outfile;
}

function durableEvent() {
  const started = { Id: "e1", Type: "EXECUTION", Status: "STARTED", StartTimestamp: "2026-11-24T00:00:00.000Z" };
  return {
    DurableExecutionArn: "arn:aws:lambda:us-east-1:000000000000:function:cafe-coffee:1/durable-execution/e1/1",
    CheckpointToken: "1",
    InitialExecutionState: { Operations: [{ ...started, ExecutionDetails: { InputPayload: JSON.stringify({ state }) } }] },
  };
}

/** One cold start: a fresh process that imports a bundle and calls its handler once. */
import { execFile } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Candidate } from "./candidates.ts";
import type { AnsweringServer } from "./server.ts";

export interface ColdStart {
  readonly importMilliseconds: number;
  readonly firstCallMilliseconds: number;
  /** What the processor did for it, whatever else kept it busy. */
  readonly importCpuMilliseconds: number;
  readonly firstCallCpuMilliseconds: number;
  readonly peakMegabytes: number;
}

const script = fileURLToPath(new URL("measure.mjs", import.meta.url));

/** @throws when the handler did not ask of AWS what its hop takes */
export async function startCold({ name, bundle, event, requests }: Candidate, server: AnsweringServer): Promise<ColdStart> {
  server.takeRequests();
  const { stderr } = await promisify(execFile)(process.execPath, [script, pathToFileURL(bundle).href, JSON.stringify(event)], {
    cwd: dirname(bundle),
    timeout: 20_000,
    env: { PATH: process.env.PATH, ...environment(server.endpoint) },
  });
  const asked = server.takeRequests();
  // The durable SDK checkpoints a step's beginning and end in one request or two.
  if ([...new Set(asked)].join() !== [...new Set(requests)].join())
    throw new Error(`${name} asked for ${asked.join(", ") || "nothing"}: ${stderr}`);
  return JSON.parse(stderr.trim().split("\n").at(-1) as string) as ColdStart;
}

function environment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: "session",
    AWS_LAMBDA_FUNCTION_NAME: "cafe-coffee",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
    JOURNAL: "cafe-orchwits-journal",
    ORCHWITS_FUNCTIONS: "arn:aws:lambda:us-east-1:000000000000:function:cafe-",
    ORCHWITS_JOURNAL: "cafe-orchwits-journal",
    ORCHWITS_BLOBS: "cafe-blobs",
    ORCHWITS_RETENTION_DAYS: "90",
  };
}

/** A local AWS for a test, and what clients of AWS's SDK need to reach it as a principal. */
import { onTestFinished } from "vitest";
import { type LocalAws, type LocalAwsOptions, startLocalAws } from "./local-aws.ts";
import type { LogLine } from "./log-line.ts";
import type { Principal, Statement } from "./policy.ts";

export interface TestAws extends LocalAws {
  readonly lines: LogLine[];
  /** Options of a client; without a principal it is root's. */
  as(principal?: Principal): ClientOptions;
  /** Options of a client that may do only so much. */
  asRole(...statements: Statement[]): ClientOptions;
}

interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
  readonly maxAttempts: number;
}

export async function startTestAws(options: LocalAwsOptions = {}): Promise<TestAws> {
  const lines: LogLine[] = [];
  const aws = await startLocalAws({ ...options, onLog: (line) => lines.push(line) });
  onTestFinished(() => aws.close());
  const as = ({ accessKeyId, secretAccessKey, sessionToken }: Principal = aws.root): ClientOptions => ({
    endpoint: aws.endpoint,
    region: aws.region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
    // What fails is to be seen.
    maxAttempts: 1,
  });
  let roles = 0;
  return { ...aws, lines, as, asRole: (...statements) => as(aws.principals.addRole(`role-${++roles}`, statements)) };
}

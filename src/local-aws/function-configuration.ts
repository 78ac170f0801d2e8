/** A function as the local Lambda runs it: what `CreateFunction` and the resources around a function say of it. */
import type { Principal } from "./policy.ts";

export interface FunctionConfiguration {
  /** The whole name, stack prefix included. */
  readonly name: string;
  /** The absolute folder with the code: the very files that would be uploaded. */
  readonly folder: string;
  /** `file.export`, as `index.handler`. */
  readonly handler: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Its role: whatever it calls, it calls as this principal. */
  readonly principal: Principal;
  /** Retries of asynchronous invocations, 0 to 2. */
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  /** The ARN of the queue for what outlived its retries. */
  readonly onFailure?: string;
  readonly reservedConcurrency?: number;
  /** Whether a chain of more than 16 invocations is let through. */
  readonly recursiveLoop: "Allow" | "Terminate";
  readonly logGroup: string;
  /** What `console` writes: lines as they are, or objects of JSON. Default text. */
  readonly logFormat?: "Text" | "JSON";
  /** Whom its URL lets in, where it has one: who may invoke it, or everyone. */
  readonly url?: "iam" | "none";
}

/** A queue that a function is invoked for. */
export interface EventSource {
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly reportBatchItemFailures: boolean;
}

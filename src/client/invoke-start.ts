/** Starts an execution by invoking the pipeline's entry, which knows what an input must have. */
import { InvalidInput } from "../engine/errors.ts";
import type { AwsClient } from "../lambda/aws/aws-client.ts";
import { AwsError } from "../lambda/aws/aws-error.ts";
import { functionPrefix } from "../model/deployed-names.ts";
import { isReservedKey } from "../model/state.ts";
import { StartFailed, UnknownStack } from "./client-errors.ts";

/** What has begun. */
export interface Started {
  readonly execution: string;
  readonly pipeline: string;
  /** False where it had begun already: starting twice with one id starts once. */
  readonly began: boolean;
}

/** What Lambda takes at once, with room for the rest of a request (Lambda quotas, "Invocation payload", synchronous: 6 MB). */
const mostBytes = 6 * 1024 * 1024 - 1024;

/**
 * @throws {InvalidInput} for an input that the pipeline does not take; no execution begins
 * @throws {UnknownStack} when there is no such pipeline
 */
export async function invokeStart(client: AwsClient, stack: string, input: object, execution: string): Promise<Started> {
  const reserved = Object.keys(input).filter(isReservedKey);
  if (reserved.length > 0) throw new InvalidInput(`The input sets ${reserved.join(", ")}, but keys that begin with '$' are reserved.`);
  const body = JSON.stringify({ ...input, $id: execution });
  if (Buffer.byteLength(body) > mostBytes) {
    throw new InvalidInput(
      "The input is larger than the 6 MB that Lambda takes at once. Put what is large into S3, and name it in the input.",
    );
  }
  const request = {
    service: "lambda",
    operation: "Invoke",
    method: "POST",
    path: `/2015-03-31/functions/${functionPrefix(stack)}start/invocations`,
    headers: { "content-type": "application/json", "x-amz-invocation-type": "RequestResponse" },
    body,
  } as const;
  const { failed, answer } = await client
    .send(request, ({ headers, body: bytes }) => ({
      failed: headers["x-amz-function-error"] !== undefined,
      answer: JSON.parse(bytes.toString() || "null") as unknown,
    }))
    .catch((error: unknown) => {
      throw error instanceof AwsError && error.code === "ResourceNotFoundException" ? unknownStart(stack) : error;
    });
  if (failed) throw toError(answer);
  if (isStarted(answer)) return { execution: answer.execution, pipeline: answer.pipeline, began: answer.began };
  throw new StartFailed(
    `Function ${functionPrefix(stack)}start answered what no entry of a pipeline answers. Was it deployed by orchwits?`,
  );
}

function unknownStart(stack: string): UnknownStack {
  return new UnknownStack(
    `There is no function '${functionPrefix(stack)}start'. Look at the stack's name, '${stack}', and at the region and account that it was deployed to.`,
  );
}

function toError(answer: unknown): Error {
  const { errorType = "Error", errorMessage = "It does not say why." } = (answer ?? {}) as { errorType?: string; errorMessage?: string };
  if (errorType === "InvalidInput") return new InvalidInput(errorMessage);
  return new StartFailed(`The execution could not be started: ${errorType}: ${errorMessage}`);
}

function isStarted(answer: unknown): answer is Started {
  return typeof answer === "object" && answer !== null && typeof (answer as Started).execution === "string";
}

/** Opens the home of the recovery, which can also tell the queue when a letter is to come back. */
import { AwsClient } from "./aws/aws-client.ts";
import { findEndpoint } from "./aws/endpoint.ts";
import type { FunctionHome } from "./function-home.ts";
import { openHome } from "./open-home.ts";
import type { QueueRecord } from "./queue-batch.ts";

export interface RecoveryHome extends FunctionHome {
  /** Keeps a letter from being received again for a while. */
  hide(record: QueueRecord, milliseconds: number): Promise<void>;
}

/** The longest that a message can be hidden (SQS API, `ChangeMessageVisibility`). */
const longestHiddenSeconds = 43_200;

export function openRecoveryHome(): RecoveryHome {
  return { ...openHome(), hide };
}

async function hide({ eventSourceARN = "", receiptHandle }: QueueRecord, milliseconds: number): Promise<void> {
  const [, , , region = "", account = "", name = ""] = eventSourceARN.split(":");
  const { protocol, host, basePath } = findEndpoint("sqs", region, process.env);
  const VisibilityTimeout = Math.min(longestHiddenSeconds, Math.max(0, Math.ceil(milliseconds / 1_000)));
  const QueueUrl = `${protocol}//${host}${basePath}/${account}/${name}`;
  const operation = "ChangeMessageVisibility";
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}` };
  const body = JSON.stringify({ QueueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout });
  // The answer has no body.
  await new AwsClient({ region }).send({ service: "sqs", operation, method: "POST", path: "/", headers, body }, () => undefined);
}

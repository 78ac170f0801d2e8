/** Opens the home of the recovery, which can also tell the queue when a letter is to come back. */
import { AwsClient } from "./aws/aws-client.ts";
import { findAddress } from "./aws/endpoint.ts";
import { callJson } from "./aws/json-call.ts";
import type { EntryHome } from "./function-home.ts";
import type { HomeParts } from "./home-parts.ts";
import { openEntryHome } from "./open-home.ts";
import type { QueueRecord } from "./queue-batch.ts";

export interface RecoveryHome extends EntryHome {
  /** Keeps a letter from being received again for a while. */
  hide(record: QueueRecord, milliseconds: number): Promise<void>;
}

/** The longest that a message can be hidden (SQS API, `ChangeMessageVisibility`). */
const longestHiddenSeconds = 43_200;

/** @param parts how the pipeline's steps are delayed: it sends on what they could not */
export async function openRecoveryHome(parts: HomeParts): Promise<RecoveryHome> {
  return { ...(await openEntryHome(parts)), hide };
}

async function hide({ eventSourceARN = "", receiptHandle }: QueueRecord, milliseconds: number): Promise<void> {
  const [, , , region = "", account = "", name = ""] = eventSourceARN.split(":");
  const { protocol, host, path } = await findAddress("sqs", region, process.env, { path: `/${account}/${name}` });
  const VisibilityTimeout = Math.min(longestHiddenSeconds, Math.max(0, Math.ceil(milliseconds / 1_000)));
  const input = { QueueUrl: `${protocol}//${host}${path}`, ReceiptHandle: receiptHandle, VisibilityTimeout };
  await callJson(new AwsClient({ region }), "sqs", "ChangeMessageVisibility", input);
}

/** The settings of a queue as SQS's API writes them: all of them texts. */
import type { QueueAttributes } from "../queues.ts";
import { ServiceError } from "../service-error.ts";
import type { Queue } from "./queue.ts";

/** @param old what is kept where nothing is said */
export function readAttributes(
  given: Readonly<Record<string, string>>,
  old: QueueAttributes = { visibilityTimeoutSeconds: 30 },
): QueueAttributes {
  const delaySeconds = seconds(given, "DelaySeconds", 900) ?? old.delaySeconds;
  const retentionSeconds = seconds(given, "MessageRetentionPeriod", 1_209_600) ?? old.retentionSeconds;
  const redrive = given.RedrivePolicy === undefined ? old.redrive : readRedrive(given.RedrivePolicy);
  return {
    visibilityTimeoutSeconds: seconds(given, "VisibilityTimeout", 43_200) ?? old.visibilityTimeoutSeconds,
    ...(delaySeconds !== undefined && { delaySeconds }),
    ...(retentionSeconds !== undefined && { retentionSeconds }),
    ...(redrive && { redrive }),
  };
}

export function writeAttributes(queue: Queue): Record<string, string> {
  const { arn, attributes, createdAt } = queue;
  const { redrive } = attributes;
  const { visible, inFlight, delayed } = queue.count();
  const createdSeconds = String(Math.floor(createdAt / 1000));
  return {
    QueueArn: arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: createdSeconds,
    LastModifiedTimestamp: createdSeconds,
    VisibilityTimeout: String(attributes.visibilityTimeoutSeconds),
    DelaySeconds: String(attributes.delaySeconds ?? 0),
    MessageRetentionPeriod: String(attributes.retentionSeconds ?? 345_600),
    MaximumMessageSize: "1048576",
    ReceiveMessageWaitTimeSeconds: "0",
    ...(redrive && { RedrivePolicy: JSON.stringify(redrive) }),
  };
}

function seconds(given: Readonly<Record<string, string>>, name: string, most: number): number | undefined {
  const text = given[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new ServiceError("InvalidAttributeValue", `Invalid value for the parameter ${name}: it is a number of seconds, 0 to ${most}.`);
}

function readRedrive(text: string): QueueAttributes["redrive"] {
  if (text === "") return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = parse(text);
  const count = Number(maxReceiveCount);
  if (typeof deadLetterTargetArn === "string" && Number.isInteger(count) && count >= 1 && count <= 1_000) {
    return { deadLetterTargetArn, maxReceiveCount: count };
  }
  const reason = "Redrive policy is not a JSON object with a deadLetterTargetArn and a maxReceiveCount from 1 to 1000.";
  throw new ServiceError("InvalidParameterValue", `Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}`);
}

function parse(text: string): { readonly deadLetterTargetArn?: unknown; readonly maxReceiveCount?: unknown } {
  try {
    return (JSON.parse(text) as object | null) ?? {};
  } catch {
    return {};
  }
}

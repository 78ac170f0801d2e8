/** Events of SQS: each message's JSON body is an input. What could not be started is delivered again, alone. */
import { InvalidInput } from "../../engine/errors.ts";
import { isBatch } from "../is-object.ts";
import { type BatchResponse, handleBatch, type QueueRecord } from "../queue-batch.ts";
import type { Begin } from "../start.ts";

export interface QueueEvent {
  readonly Records: readonly QueueRecord[];
}

export function isQueueEvent(event: unknown): event is QueueEvent {
  return isBatch<QueueRecord>(event, "aws:sqs");
}

export function startFromQueue({ Records }: QueueEvent, begin: Begin): Promise<BatchResponse> {
  return handleBatch(Records, ({ body, messageId }) => begin(() => ({ input: parse(body, messageId), execution: messageId })));
}

function parse(body: string, messageId: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new InvalidInput(`The body of message ${messageId} is not JSON. An input is a JSON object, as in {"key": "value"}.`);
  }
}

/** Tells what an event from outside is, and starts what it asks for. */
import { isObject } from "../is-object.ts";
import type { Begin } from "../start.ts";
import { isBucketEvent, startFromBucket } from "./bucket.ts";
import { isHttpEvent, startFromHttp } from "./http.ts";
import { isQueueEvent, startFromQueue } from "./queue.ts";

/**
 * Starts one execution, or one for each record of a batch. What it returns is what the source of the event expects.
 *
 * @param requestId the id of the invocation, which is the same when it is tried again
 */
export function startFrom(event: unknown, requestId: string, begin: Begin): Promise<unknown> {
  if (isQueueEvent(event)) return startFromQueue(event, begin);
  if (isBucketEvent(event)) return startFromBucket(event, begin);
  if (isHttpEvent(event)) return startFromHttp(event, requestId, begin);
  // Without a payload, there is no event.
  return begin(() => ({ input: event ?? {}, execution: isBusEvent(event) ? event.id : requestId }));
}

/** An event of EventBridge, or what EventBridge Scheduler sends for a schedule without an input. */
function isBusEvent(event: unknown): event is { readonly id: string } {
  return isObject(event) && typeof event["detail-type"] === "string" && typeof event.source === "string" && typeof event.id === "string";
}

/** What lies in the queue of dead letters, and why: three senders put things there, each in a way of its own. */
import { isBucketRule } from "../model/bucket-input.ts";
import { isInvocation, scheduledTime } from "../model/invocation.ts";
import { toBucketInput } from "./events/undelivered-bucket-event.ts";
import type { HopHeld } from "./hop-held.ts";
import { isObject } from "./is-object.ts";
import type { QueueRecord } from "./queue-batch.ts";

/** What was to be delivered, and what became of it. */
export type DeadLetter = { readonly why: Death } & (
  | { readonly kind: "message"; readonly message: unknown }
  /** An event from outside, for the entry. */
  | { readonly kind: "event"; readonly event: unknown; readonly requestId: string }
  /** Lambda leaves out what was to be delivered where the letter would be too large (Lambda API, `OnFailure`). */
  | { readonly kind: "emptied" }
  /** Nothing that anyone here has sent. */
  | { readonly kind: "unknown" }
);

export interface Death {
  /** What was tried last, as a sentence that goes on from "its function ". */
  readonly what: string;
  /** The error's name, where it was one of a function. */
  readonly errorName?: string;
  /** Of the invocation, where a function was invoked. */
  readonly requestId?: string;
}

export function readDeadLetter(record: QueueRecord): DeadLetter {
  const content = parse(record.body);
  if (isDestinationRecord(content)) return fromLambda(content);
  const { payload, functionArn } = readUndelivered(record, content);
  const why = whyNotSent(record);
  if (isInvocation(payload)) return { kind: "message", message: payload.$orchwits, why };
  // What the delay queue gave up is a message or nothing; what a schedule or a rule could not deliver may be an event of the user's.
  if (functionArn?.endsWith("-start") && isObject(payload)) {
    const ofBucket = isBucketRule(record.messageAttributes?.RULE_ARN?.stringValue ?? "");
    return { kind: "event", event: ofBucket ? toBucketInput(payload) : withTime(payload, record), requestId: record.messageId, why };
  }
  return { kind: "unknown", why };
}

/** What was not delivered, and to which function, where that is told. */
interface Undelivered {
  readonly payload: unknown;
  readonly functionArn?: string | undefined;
}

/**
 * A schedule's letter holds the request that it could not make, and names the operation as its target; a rule's holds the event, and names the
 * function (EventBridge Scheduler user guide, "Retrieve the dead-letter event"; EventBridge user guide, "Using dead-letter queues").
 */
function readUndelivered({ messageAttributes }: QueueRecord, content: unknown): Undelivered {
  if (!isObject(content) || typeof content.FunctionName !== "string" || !Object.hasOwn(content, "Payload")) {
    return { payload: content, functionArn: messageAttributes?.TARGET_ARN?.stringValue };
  }
  const { FunctionName: functionArn, Payload: payload } = content;
  // It is bytes in the API of Lambda: some write them as base64.
  const read = (text: string) => parse(text) ?? parse(Buffer.from(text, "base64").toString());
  return { payload: typeof payload === "string" ? read(payload) : payload, functionArn };
}

/** Whether the scheduler has put the time in where it gave up delivering, its documentation leaves open. */
function withTime(event: object, { messageId, messageAttributes }: QueueRecord): unknown {
  return parse(JSON.stringify(event).replaceAll(scheduledTime, messageAttributes?.SCHEDULED_TIME?.stringValue ?? messageId));
}

/** What Lambda writes of an asynchronous invocation that it gave up (Lambda developer guide, "Capturing records"). */
interface DestinationRecord {
  readonly requestContext: {
    readonly requestId: string;
    readonly functionArn: string;
    readonly condition?: string;
    readonly approximateInvokeCount?: number;
  };
  readonly requestPayload?: unknown;
  readonly responsePayload?: unknown;
}

function isDestinationRecord(content: unknown): content is DestinationRecord {
  if (!isObject(content) || !isObject(content.requestContext)) return false;
  const { requestId, functionArn } = content.requestContext;
  return typeof requestId === "string" && typeof functionArn === "string";
}

function fromLambda({ requestContext, requestPayload, responsePayload }: DestinationRecord): DeadLetter {
  const { requestId, functionArn, condition = "no condition given", approximateInvokeCount = 0 } = requestContext;
  const error = isObject(responsePayload) ? responsePayload : {};
  const errorName = typeof error.errorType === "string" ? error.errorType : undefined;
  // What it says is for whoever reads the log of that invocation: it is not why this letter is here.
  const held = errorName === ("HopHeld" satisfies HopHeld["name"]);
  const said = held ? "" : [errorName, error.errorMessage].filter((part) => typeof part === "string").join(": ");
  const times = approximateInvokeCount === 1 ? "once" : `${approximateInvokeCount} times`;
  const why = {
    what: `was invoked ${times} in vain (${condition})${held ? ", because another invocation ran the step" : ""}${said ? `, at last with "${said.slice(0, 500)}"` : ""}`,
    ...(errorName !== undefined && { errorName }),
    requestId,
  };
  if (isInvocation(requestPayload)) return { kind: "message", message: requestPayload.$orchwits, why };
  if (requestPayload === undefined) return { kind: "emptied", why };
  // The ARN may end with a version: `…:function:cafe-start:$LATEST`.
  const entry = functionArn.split(":")[6]?.endsWith("-start");
  return entry ? { kind: "event", event: requestPayload, requestId, why } : { kind: "unknown", why };
}

/** What EventBridge Scheduler says of a delivery that failed, or that the relay has failed too often. */
function whyNotSent({ messageAttributes }: QueueRecord): Death {
  const said = ["ERROR_CODE", "ERROR_MESSAGE"].map((name) => messageAttributes?.[name]?.stringValue).filter(Boolean);
  return { what: `could not be invoked${said.length > 0 ? `: "${said.join(": ").slice(0, 500)}"` : ""}` };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

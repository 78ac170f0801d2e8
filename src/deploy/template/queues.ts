/** Queues: for what waits, for what outlived its retries, and for what nobody could make sense of. */
import { ownResources } from "../../model/deployed-names.ts";
import type { CommentBook } from "./comments.ts";
import { getAtt, ofStack, ref, type TemplateObject } from "./intrinsics.ts";
import { tagList } from "./lambda-function.ts";
import { own } from "./own-ids.ts";
import type { TemplateResource, TemplateValue } from "./template.ts";

type Named = readonly [id: string, TemplateResource];

/** The longest that SQS keeps a message (SQS quotas). */
const fourteenDays = 14 * 86_400;

/** How long the functions of ours that take from queues may run. */
export const relayTimeoutSeconds = 30;
export const recoveryTimeoutSeconds = 60;

/** Queue, and what invokes the relay with its messages. */
export function makeDelays(book: CommentBook, tags: TemplateObject): readonly Named[] {
  const queue = makeQueue(ownResources.delays, tags, {
    VisibilityTimeout: visibilityFor(relayTimeoutSeconds),
    RedrivePolicy: redriveTo(own.deadLetters, 10),
  });
  return [
    [own.delays, book.note("Messages of steps that run later, up to 15 minutes.", queue)],
    [own.delaysSource, makeEventSource(getAtt(own.delays, "Arn"), own.relay)],
  ];
}

/** Dead letters, what invokes the recovery with them, and what is left when even that fails. */
export function makeDeadLetters(book: CommentBook, tags: TemplateObject): readonly Named[] {
  const deadLetters = makeQueue(ownResources.deadLetters, tags, {
    VisibilityTimeout: visibilityFor(recoveryTimeoutSeconds),
    MessageRetentionPeriod: fourteenDays,
    RedrivePolicy: redriveTo(own.rejects, 10),
  });
  const rejects = makeQueue(ownResources.rejects, tags, { MessageRetentionPeriod: fourteenDays });
  return [
    [own.deadLetters, book.note("What outlived its retries, for the recovery.", deadLetters)],
    [own.deadLettersSource, makeEventSource(getAtt(own.deadLetters, "Arn"), own.recovery)],
    [own.rejects, book.note("What the recovery failed at, for people: an alarm tells when something is here.", rejects)],
  ];
}

function makeQueue(name: string, tags: TemplateObject, properties: TemplateObject): TemplateResource {
  return {
    Type: "AWS::SQS::Queue",
    DeletionPolicy: "Delete",
    UpdateReplacePolicy: "Delete",
    Properties: { QueueName: ofStack(name), SqsManagedSseEnabled: true, ...properties, ...tagList(tags) },
  };
}

/** As AWS advises: six times the function's timeout, for retries under throttling (Lambda developer guide, "Using Lambda with SQS"). */
function visibilityFor(timeoutSeconds: number): number {
  return 6 * timeoutSeconds;
}

function redriveTo(queue: string, maxReceiveCount: number): TemplateObject {
  return { deadLetterTargetArn: getAtt(queue, "Arn"), maxReceiveCount };
}

/**
 * Invokes a function with what arrives in a queue. SAM's own `SQS` event would add a managed policy for all queues of the account; with
 * this, the function's own policy names the one queue.
 */
export function makeEventSource(queue: TemplateValue, functionId: string, batchSize = 10): TemplateResource {
  return {
    Type: "AWS::Lambda::EventSourceMapping",
    Properties: {
      EventSourceArn: queue,
      FunctionName: ref(functionId),
      BatchSize: batchSize,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    },
  };
}

/** What a function's policy must allow, so that Lambda may take from a queue for it. */
export const takeFromQueue = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"] as const;

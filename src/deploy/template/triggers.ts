/** What starts executions: the entry's triggers as events of its function, and what they take beside it. */
import { scheduledTime } from "../../model/invocation.ts";
import { bucketEvents } from "./bucket-events.ts";
import type { CommentBook } from "./comments.ts";
import { getAtt, isObject, ref, type TemplateObject } from "./intrinsics.ts";
import { own } from "./own-ids.ts";
import { makeEventSource, takeFromQueue } from "./queues.ts";
import { referencesIn } from "./references.ts";
import { rateOf } from "./schedule-rate.ts";
import type { Statements } from "./statements.ts";
import type { TemplateResource, TemplateValue } from "./template.ts";
import type { StackOptions } from "./template-options.ts";

/** What the triggers come to. */
export interface Triggers {
  /** SAM's events of the entry's function. */
  readonly events: TemplateObject;
  /** Further properties of the entry's function. */
  readonly properties: TemplateObject;
  readonly statements: readonly TemplateObject[];
  readonly resources: readonly (readonly [id: string, TemplateResource])[];
  /** Buckets of other stacks, which must be told to send their events to EventBridge. */
  readonly foreignBuckets: readonly TemplateValue[];
}

export interface TriggerOptions {
  /** The logical id of the entry's function. */
  readonly entry: string;
  readonly on: readonly TemplateObject[];
  readonly stack: StackOptions;
  readonly statements: Statements;
  readonly book: CommentBook;
}

export function makeTriggers({ entry, on, stack, statements, book }: TriggerOptions): Triggers {
  const events: Record<string, TemplateValue> = {};
  const properties: Record<string, TemplateValue> = {};
  const queueStatements: TemplateObject[] = [];
  const resources: (readonly [string, TemplateResource])[] = [];
  const foreignBuckets: TemplateValue[] = [];
  const free = (name: string) => {
    let id = name;
    for (let count = 2; id in events || resources.some(([other]) => other === `${entry}${id}`); count++) id = `${name}${count}`;
    return id;
  };
  for (const trigger of on) {
    if (trigger.schedule !== undefined) {
      const id = free("Schedule");
      events[id] = scheduleEvent(id, trigger, stack);
    } else if (trigger.queue !== undefined) {
      const queue = queueArn(trigger.queue, stack);
      const source = sourceOf(queue, entry, trigger.batchSize);
      resources.push([`${entry}${free("Queue")}`, isOwnQueue(trigger.queue, stack) ? source : book.note(foreignQueue, source)]);
      queueStatements.push(
        statements.allow(
          "takes inputs from the queue",
          takeFromQueue.map((action) => `sqs:${action}`),
          [queue],
        ),
      );
    } else if (trigger.bucket !== undefined) {
      if (!isOwnBucket(trigger.bucket, stack)) foreignBuckets.push(trigger.bucket);
      for (const event of bucketEvents(trigger)) events[free("Bucket")] = book.note(wordBucket(trigger.bucket, stack), ruleEvent(event));
    } else if (trigger.event !== undefined) {
      const { event: Pattern, bus } = trigger;
      events[free("Event")] = ruleEvent({ Pattern, ...(bus !== undefined && { EventBusName: bus }) });
    } else if (trigger.http !== undefined) {
      properties.FunctionUrlConfig = { AuthType: trigger.http === "none" ? "NONE" : "AWS_IAM" };
    }
  }
  const rules = Object.entries(events).flatMap(([id, event]) =>
    isObject(event) && event.Type === "EventBridgeRule" ? [`${entry}${id}`] : [],
  );
  if (rules.length > 0) resources.push(letRulesSend(book, rules));
  return { events, properties, statements: queueStatements, resources, foreignBuckets };
}

/** The name is left to CloudFormation: SAM's own would be the same in every stack of the account. */
function scheduleEvent(
  id: string,
  { schedule, timezone, input = {} }: TemplateObject,
  { permissionsBoundary }: StackOptions,
): TemplateObject {
  return {
    Type: "ScheduleV2",
    Properties: {
      OmitName: true,
      ScheduleExpression: rateOf(String(schedule)),
      ...(timezone !== undefined && { ScheduleExpressionTimezone: timezone }),
      // What is delivered twice starts once. The scheduler's own id of an execution may be another one for each attempt (EventBridge
      // Scheduler user guide, "Adding context attributes"), the time that it was due at is not.
      Input: JSON.stringify({ $id: `${id}-${scheduledTime}`, ...(input as TemplateObject) }),
      DeadLetterConfig: { Arn: getAtt(own.deadLetters, "Arn") },
      ...(permissionsBoundary !== undefined && { PermissionsBoundary: permissionsBoundary }),
    },
  };
}

function ruleEvent(properties: TemplateObject): TemplateObject {
  return { Type: "EventBridgeRule", Properties: { ...properties, DeadLetterConfig: { Arn: getAtt(own.deadLetters, "Arn") } } };
}

/**
 * Rules have no role of their own: the queue itself must let them send what they could not deliver (EventBridge user guide, "Using
 * dead-letter queues").
 */
function letRulesSend(book: CommentBook, rules: readonly string[]): readonly [string, TemplateResource] {
  const policy: TemplateResource = {
    Type: "AWS::SQS::QueuePolicy",
    Properties: {
      Queues: [ref(own.deadLetters)],
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: getAtt(own.deadLetters, "Arn"),
            Condition: { ArnEquals: { "aws:SourceArn": rules.map((rule) => getAtt(rule, "Arn")) } },
          },
        ],
      },
    },
  };
  return [own.deadLettersPolicy, book.note("Lets the rules of this stack keep what they could not deliver.", policy)];
}

/** Lambda reads up to ten messages at once; for more, it wants to be told how long it may wait for them (Lambda API, `BatchSize`). */
function sourceOf(queue: TemplateValue, entry: string, batchSize: TemplateValue | undefined): TemplateResource {
  const size = typeof batchSize === "number" ? batchSize : 10;
  const source = makeEventSource(queue, entry, size);
  return size > 10 ? { ...source, Properties: { ...source.Properties, MaximumBatchingWindowInSeconds: 1 } } : source;
}

/** Lambda refuses others (Lambda developer guide, "Using Lambda with Amazon SQS"). By default, a queue waits for less than a function runs. */
const foreignQueue =
  "A queue that is not of this stack: its visibility timeout must be at least the function's timeout, better six times as long.";

/** A reference to a queue of this template means its ARN; one to a parameter is the ARN itself. */
function queueArn(queue: TemplateValue, { resources = {} }: StackOptions): TemplateValue {
  const name = isObject(queue) && typeof queue.Ref === "string" ? queue.Ref : undefined;
  return name !== undefined && Object.hasOwn(resources, name) ? getAtt(name, "Arn") : queue;
}

function isOwnQueue(queue: TemplateValue, { resources = {} }: StackOptions): boolean {
  const [{ to: name = "" } = {}] = referencesIn(queue);
  return Object.hasOwn(resources, name);
}

export function isOwnBucket(bucket: TemplateValue, { resources = {} }: StackOptions): boolean {
  return isObject(bucket) && typeof bucket.Ref === "string" && resources[bucket.Ref]?.Type === "AWS::S3::Bucket";
}

function wordBucket(bucket: TemplateValue, stack: StackOptions): string {
  return isOwnBucket(bucket, stack)
    ? "objects in the bucket; its resource sends events to EventBridge"
    : "objects in the bucket, which is not of this stack: it must be told to send its events to EventBridge";
}

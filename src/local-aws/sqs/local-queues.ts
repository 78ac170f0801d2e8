/** All queues of the local AWS, and what its other services do with them. */
import type { Clock } from "../../engine/clock.ts";
import type { Faults } from "../faults.ts";
import type { QueueAttributes, QueuedMessage, Queues } from "../queues.ts";
import { account, region } from "../service.ts";
import { ServiceError } from "../service-error.ts";
import { Queue, type StoredMessage } from "./queue.ts";

export interface LocalQueues extends Queues {
  /** @throws ServiceError where there is none */
  find(urlOrArnOrName: string): Queue;
  all(): readonly Queue[];
  urlOf(queue: Queue): string;
  /** How many messages there are, whether visible or not. */
  size(arn: string): number;
  close(): void;
}

export function makeQueues(options: { readonly clock: Clock; readonly faults: Faults; readonly endpoint: string }): LocalQueues {
  const queues = new Map<string, Queue>();
  const find = (reference: string) => {
    const queue = queues.get(nameOf(reference));
    if (queue) return queue;
    throw new ServiceError("QueueDoesNotExist", `The specified queue does not exist: ${reference}`);
  };
  const urlOf = ({ name }: Queue) => `${options.endpoint}/${account}/${name}`;
  const make = (name: string, attributes: QueueAttributes) => {
    const queue = new Queue(
      {
        name,
        arn: queueArn(name),
        clock: options.clock,
        redrive(arn, message) {
          const target = queues.get(nameOf(arn));
          target?.add(message);
          return target !== undefined;
        },
        duplicate: () => options.faults.strike({ service: "sqs", operation: "ReceiveMessage", principal: "" }, ["duplicate"]) !== undefined,
      },
      attributes,
    );
    queues.set(name, queue);
    return queue;
  };
  return {
    find,
    urlOf,
    all: () => [...queues.values()],
    async create(name, attributes) {
      const queue = queues.get(name) ?? make(name, attributes);
      return { url: urlOf(queue), arn: queue.arn };
    },
    async delete(arn) {
      find(arn).close();
      queues.delete(nameOf(arn));
    },
    async send(arn, body, { delaySeconds, attributes = {} } = {}) {
      const texts = Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }] as const);
      find(arn).send({ body, delaySeconds, messageAttributes: Object.fromEntries(texts) });
    },
    receive: async (arn, most) => find(arn).receive(most).map(queuedMessage),
    async remove(arn, receiptHandle) {
      find(arn).delete(receiptHandle);
    },
    async changeVisibility(arn, receiptHandle, seconds) {
      find(arn).changeVisibility(receiptHandle, seconds);
    },
    size: (arn) => find(arn).messages.size,
    close() {
      for (const queue of queues.values()) queue.close();
    },
  };
}

export function queueArn(name: string): string {
  return `arn:aws:sqs:${region}:${account}:${name}`;
}

/** The last part of a URL, an ARN, or the name itself. */
export function nameOf(reference: string): string {
  return reference.split(/[/:]/).at(-1) ?? "";
}

export function systemAttributes(message: StoredMessage): Record<string, string> {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(Math.floor(message.firstReceivedAt ?? message.sentAt)),
    SentTimestamp: String(Math.floor(message.sentAt)),
    SenderId: account,
    ...(message.traceHeader === undefined ? {} : { AWSTraceHeader: message.traceHeader }),
  };
}

/** As event source mappings hand messages to functions: with attributes in camel case. */
function queuedMessage(message: StoredMessage): QueuedMessage {
  const attributes = Object.entries(message.messageAttributes).map(([name, value]) => {
    const { DataType, StringValue, BinaryValue } = value as { DataType: string; StringValue?: string; BinaryValue?: string };
    return [name, { stringValue: StringValue, binaryValue: BinaryValue, stringListValues: [], binaryListValues: [], dataType: DataType }];
  });
  return {
    messageId: message.id,
    receiptHandle: message.receiptHandle ?? "",
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(attributes),
  };
}

/** SQS's API, in the JSON protocol that clients speak since the end of 2023. */
import { readJson } from "../read-json.ts";
import type { Service, ServiceRequest } from "../service.ts";
import { ServiceError } from "../service-error.ts";
import { type LocalQueues, nameOf, queueArn, systemAttributes } from "./local-queues.ts";
import type { NewMessage, StoredMessage } from "./queue.ts";
import { readAttributes, writeAttributes } from "./queue-attributes.ts";

interface Input extends SendInput {
  readonly QueueUrl?: string;
  readonly QueueName?: string;
  readonly QueueNamePrefix?: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly AttributeNames?: readonly string[];
  readonly MessageSystemAttributeNames?: readonly string[];
  readonly MessageAttributeNames?: readonly string[];
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout?: number;
  readonly WaitTimeSeconds?: number;
  readonly ReceiptHandle?: string;
  readonly Entries?: readonly Entry[];
}

interface Entry extends SendInput {
  readonly Id: string;
  readonly ReceiptHandle?: string;
  readonly VisibilityTimeout?: number;
}

interface SendInput {
  readonly MessageBody?: string;
  readonly DelaySeconds?: number;
  readonly MessageAttributes?: Readonly<Record<string, unknown>>;
  readonly MessageSystemAttributes?: { readonly AWSTraceHeader?: { readonly StringValue?: string } };
}

type Operation = (queues: LocalQueues, input: Input) => object | Promise<object>;

const operations: Readonly<Record<string, Operation>> = {
  async CreateQueue(queues, { QueueName = "", Attributes = {} }) {
    if (!/^[\w-]{1,80}$/.test(QueueName)) {
      const reason = "The local AWS has standard queues only: letters, digits, hyphens and underscores, 1 to 80 in length.";
      throw new ServiceError("InvalidParameterValue", `The name '${QueueName}' can't be used. ${reason}`);
    }
    return { QueueUrl: (await queues.create(QueueName, readAttributes(Attributes))).url };
  },
  async DeleteQueue(queues, { QueueUrl = "" }) {
    await queues.delete(queues.find(QueueUrl).arn);
    return {};
  },
  GetQueueUrl: (queues, { QueueName = "" }) => ({ QueueUrl: queues.urlOf(queues.find(QueueName)) }),
  ListQueues(queues, { QueueNamePrefix = "" }) {
    const found = queues.all().filter(({ name }) => name.startsWith(QueueNamePrefix));
    return found.length === 0 ? {} : { QueueUrls: found.map((queue) => queues.urlOf(queue)) };
  },
  GetQueueAttributes(queues, { QueueUrl = "", AttributeNames = [] }) {
    const all = Object.entries(writeAttributes(queues.find(QueueUrl)));
    const wanted = all.filter(([name]) => AttributeNames.includes("All") || AttributeNames.includes(name));
    return wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) };
  },
  SetQueueAttributes(queues, { QueueUrl = "", Attributes = {} }) {
    const queue = queues.find(QueueUrl);
    queue.attributes = readAttributes(Attributes, queue.attributes);
    return {};
  },
  PurgeQueue(queues, { QueueUrl = "" }) {
    queues.find(QueueUrl).messages.clear();
    return {};
  },
  SendMessage: (queues, input) => sent(queues.find(input.QueueUrl ?? "").send(newMessage(input))),
  SendMessageBatch: (queues, input) => batch(queues, input, (queue, entry) => sent(queue.send(newMessage(entry)))),
  async ReceiveMessage(queues, input) {
    const queue = queues.find(input.QueueUrl ?? "");
    const most = input.MaxNumberOfMessages ?? 1;
    if (!(most >= 1 && most <= 10)) {
      const reason = "Must be between 1 and 10, if provided.";
      throw new ServiceError("InvalidParameterValue", `Value ${most} for parameter MaxNumberOfMessages is invalid. Reason: ${reason}`);
    }
    const messages = await queue.poll(most, input.VisibilityTimeout, Math.min(20, input.WaitTimeSeconds ?? 0));
    return messages.length === 0 ? {} : { Messages: messages.map((message) => received(message, input)) };
  },
  DeleteMessage(queues, { QueueUrl = "", ReceiptHandle = "" }) {
    queues.find(QueueUrl).delete(ReceiptHandle);
    return {};
  },
  DeleteMessageBatch: (queues, input) =>
    batch(queues, input, (queue, { ReceiptHandle = "" }) => {
      queue.delete(ReceiptHandle);
      return {};
    }),
  ChangeMessageVisibility(queues, { QueueUrl = "", ReceiptHandle = "", VisibilityTimeout = 0 }) {
    queues.find(QueueUrl).changeVisibility(ReceiptHandle, VisibilityTimeout);
    return {};
  },
  ChangeMessageVisibilityBatch: (queues, input) =>
    batch(queues, input, (queue, { ReceiptHandle = "", VisibilityTimeout = 0 }) => {
      queue.changeVisibility(ReceiptHandle, VisibilityTimeout);
      return {};
    }),
};

export function makeSqs(queues: LocalQueues): Service {
  return {
    name: "sqs",
    actionsOf(request) {
      const { QueueUrl, QueueName } = readJson<Input>(request);
      // A batch needs the permission for one.
      const action = `sqs:${operationOf(request).replace(/Batch$/, "")}`;
      return [{ action, resource: queueArn(nameOf(QueueUrl ?? QueueName ?? "")) }];
    },
    async handle(request) {
      const name = operationOf(request);
      const operation = operations[name];
      if (!operation) throw new ServiceError("UnsupportedOperation", `The local AWS's SQS has no ${name}.`);
      const body = JSON.stringify(await operation(queues, readJson<Input>(request)));
      return { status: 200, headers: { "content-type": "application/x-amz-json-1.0" }, body };
    },
    async close() {
      queues.close();
    },
  };
}

function operationOf({ headers }: ServiceRequest): string {
  const operation = headers["x-amz-target"]?.split(".")[1];
  if (operation !== undefined) return operation;
  const message = "The local AWS's SQS speaks the JSON protocol only: your client is from before November 2023.";
  throw new ServiceError("UnsupportedOperation", message);
}

function batch(
  queues: LocalQueues,
  { QueueUrl = "", Entries = [] }: Input,
  act: (queue: ReturnType<LocalQueues["find"]>, entry: Entry) => object,
): object {
  const queue = queues.find(QueueUrl);
  if (Entries.length === 0) throw new ServiceError("EmptyBatchRequest", "There should be at least one entry in the request.");
  if (Entries.length > 10) throw new ServiceError("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10.");
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of Entries) {
    try {
      Successful.push({ Id: entry.Id, ...act(queue, entry) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}

function newMessage(input: SendInput): NewMessage {
  return {
    body: input.MessageBody ?? "",
    delaySeconds: input.DelaySeconds,
    messageAttributes: input.MessageAttributes,
    traceHeader: input.MessageSystemAttributes?.AWSTraceHeader?.StringValue,
  };
}

const sent = ({ id, bodyMd5 }: StoredMessage) => ({ MessageId: id, MD5OfMessageBody: bodyMd5 });

function received(message: StoredMessage, input: Input): object {
  const wanted = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
  const attributes = Object.entries(systemAttributes(message)).filter(([name]) => wanted.includes("All") || wanted.includes(name));
  const ofMessage = Object.entries(message.messageAttributes).filter(([name]) =>
    input.MessageAttributeNames?.some(
      (pattern) => pattern === "All" || pattern === name || (pattern.endsWith("*") && name.startsWith(pattern.slice(0, -1))),
    ),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: message.bodyMd5,
    ...(attributes.length > 0 && { Attributes: Object.fromEntries(attributes) }),
    ...(ofMessage.length > 0 && { MessageAttributes: Object.fromEntries(ofMessage) }),
  };
}

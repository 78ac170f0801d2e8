/** SQS as AWS's own client sees it, by a clock that only tests move. */
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { ManualClock } from "../../local/manual-clock.ts";
import { startTestAws } from "../clients.fixture.ts";

async function openQueue(attributes: Record<string, string> = {}) {
  const clock = new ManualClock();
  const aws = await startTestAws({ clock });
  const sqs = new SQSClient(aws.as());
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "queue", Attributes: attributes }));
  const send = (MessageBody: string, more = {}) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
  const receive = async (more = {}) => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }));
    return Messages;
  };
  const bodies = async (more = {}) => (await receive(more)).map(({ Body }) => Body);
  return { aws, clock, sqs, QueueUrl, send, receive, bodies };
}

test("delivers a message with its attributes, hides it, and delivers it again until it is deleted", async () => {
  const { clock, sqs, QueueUrl, send, receive, bodies } = await openQueue({ VisibilityTimeout: "10" });
  const MessageAttributes = { kind: { DataType: "String", StringValue: "tea" } };
  await send("é", { MessageAttributes });
  const [first] = await receive({ MessageSystemAttributeNames: ["All"], MessageAttributeNames: ["All"] });
  expect(first).toMatchObject({ Body: "é", MessageAttributes, Attributes: { ApproximateReceiveCount: "1", SentTimestamp: "0" } });
  expect(await bodies()).toEqual([]);
  clock.advance(10_000);
  const [again] = await receive({ MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
  expect(again).toMatchObject({ MessageId: first?.MessageId, Attributes: { ApproximateReceiveCount: "2" } });
  // The handle of an earlier delivery deletes nothing.
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
  await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle, VisibilityTimeout: 0 }));
  const [third] = await receive();
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: third?.ReceiptHandle }));
  clock.advance(100_000);
  expect(await bodies()).toEqual([]);
});

test.each(["\u0000", "\u0008", "\u001f", "\ufffe", "\uffff"])("refuses the character %j, as the service does", async (character) => {
  const { send } = await openQueue();
  await expect(send(`a${character}`)).rejects.toMatchObject({ name: "InvalidMessageContents" });
});

test("takes all others", async () => {
  const { send, bodies } = await openQueue();
  await send("\t\n\r \u007f\u0085\ud7ff\ue000\ufffd\u{10000}\u{10ffff}");
  expect(await bodies()).toHaveLength(1);
});

test("holds a delayed message back for up to 15 minutes", async () => {
  const { clock, send, bodies } = await openQueue();
  await send("later", { DelaySeconds: 900 });
  clock.advance(899_999);
  expect(await bodies()).toEqual([]);
  clock.advance(1);
  expect(await bodies()).toEqual(["later"]);
  await expect(send("too late", { DelaySeconds: 901 })).rejects.toMatchObject({ name: "InvalidParameterValue" });
});

test("waits for a message: one that is sent, and one whose delay ends", async () => {
  const { clock, send, bodies } = await openQueue();
  const waiting = bodies({ WaitTimeSeconds: 20 });
  await send("now");
  expect(await waiting).toEqual(["now"]);
  await send("soon", { DelaySeconds: 5 });
  const second = bodies({ WaitTimeSeconds: 20 });
  await untilPending(clock, 2);
  clock.advance(5000);
  expect(await second).toEqual(["soon"]);
  const third = bodies({ WaitTimeSeconds: 20 });
  await untilPending(clock, 2);
  clock.advance(20_000);
  expect(await third).toEqual([]);
});

/** A request is on its way to the server until what it waits for is scheduled. */
async function untilPending(clock: ManualClock, count: number): Promise<void> {
  while (clock.pending < count) await new Promise(setImmediate);
}

test("moves what was received too often to the dead-letter queue, as it was", async () => {
  const { aws, clock, send, bodies } = await openQueue({ VisibilityTimeout: "1" });
  const sqs = new SQSClient(aws.as());
  const { arn, url } = await aws.queues.create("dead", { visibilityTimeoutSeconds: 30 });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 2 });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: `${aws.endpoint}/000000000000/queue`, Attributes: { RedrivePolicy } }));
  await send("poison");
  for (let round = 0; round < 2; round++) {
    expect(await bodies()).toEqual(["poison"]);
    clock.advance(1000);
  }
  expect(await bodies()).toEqual([]);
  expect(await bodies({ QueueUrl: url })).toEqual(["poison"]);
});

test.each(["{", "null", "{}", '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":0}'])(
  "refuses %s as a redrive policy",
  async (RedrivePolicy) => {
    const { sqs, QueueUrl } = await openQueue();
    const set = sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }));
    await expect(set).rejects.toMatchObject({ name: "InvalidParameterValue", message: expect.stringContaining("Redrive policy") });
  },
);

test("takes a message of 1 MiB, attributes included, and none that is larger", async () => {
  const { send } = await openQueue();
  const MessageAttributes = { kind: { DataType: "String", StringValue: "tea" } };
  await send("x".repeat(2 ** 20));
  await send("x".repeat(2 ** 20 - "kindStringtea".length), { MessageAttributes });
  const refused = { name: expect.stringMatching(/^InvalidParameterValue/), message: expect.stringContaining("1048576") };
  await expect(send("x".repeat(2 ** 20 + 1))).rejects.toMatchObject(refused);
  await expect(send("x".repeat(2 ** 20), { MessageAttributes })).rejects.toMatchObject(refused);
});

test("sends and deletes in batches, and tells which failed", async () => {
  const { sqs, QueueUrl, receive } = await openQueue();
  const Entries = [
    { Id: "a", MessageBody: "1" },
    { Id: "b", MessageBody: "2", DelaySeconds: 1000 },
  ];
  const { Successful, Failed } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  expect(Successful).toMatchObject([{ Id: "a" }]);
  expect(Failed).toMatchObject([{ Id: "b", Code: "InvalidParameterValue", SenderFault: true }]);
  const received = await receive();
  const deleted = received.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
  expect(await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: deleted }))).toMatchObject({ Successful: [{ Id: "0" }] });
});

test("tells what queues there are and how they are set", async () => {
  const { aws, sqs, QueueUrl, send, receive } = await openQueue({ DelaySeconds: "0" });
  await send("one");
  await send("two");
  await send("three", { DelaySeconds: 60 });
  await receive({ MaxNumberOfMessages: 1 });
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  expect(Attributes).toMatchObject({
    QueueArn: "arn:aws:sqs:us-east-1:000000000000:queue",
    VisibilityTimeout: "30",
    ApproximateNumberOfMessages: "1",
    ApproximateNumberOfMessagesNotVisible: "1",
    ApproximateNumberOfMessagesDelayed: "1",
  });
  expect((await sqs.send(new GetQueueUrlCommand({ QueueName: "queue" }))).QueueUrl).toBe(QueueUrl);
  expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toEqual([`${aws.endpoint}/000000000000/queue`]);
  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  await expect(send("nowhere")).rejects.toMatchObject({ name: "QueueDoesNotExist" });
});

test("forgets messages after their retention", async () => {
  const { clock, send, bodies } = await openQueue({ MessageRetentionPeriod: "60" });
  await send("old");
  clock.advance(60_000);
  expect(await bodies()).toEqual([]);
});

test("delivers a message twice when a fault wants it", async () => {
  const { aws, send, bodies } = await openQueue();
  aws.faults.add({ kind: "duplicate", service: "sqs", times: 1 });
  await send("twice");
  expect(await bodies()).toEqual(["twice"]);
  expect(await bodies()).toEqual(["twice"]);
  expect(await bodies()).toEqual([]);
});

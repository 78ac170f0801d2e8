/** Sends each kind of request both ways, with this client and with AWS SDK v3, and compares what the server gets. */
import * as dynamodb from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import { CreateScheduleCommand, type CreateScheduleCommandInput, SchedulerClient } from "@aws-sdk/client-scheduler";
import { SendMessageCommand, type SendMessageCommandInput, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exampleMessage } from "../../engine/port-contracts/dispatcher-contract.fixture.ts";
import { claiming, exampleRow } from "../../engine/port-contracts/journal-examples.fixture.ts";
import { delayQueue } from "../delay-queue.ts";
import { testCredentials } from "../dynamodb.fixture.ts";
import { DynamoDbJournal } from "../dynamodb-journal.ts";
import { LambdaDispatcher } from "../lambda-dispatcher.ts";
import { S3Blobs } from "../s3-blobs.ts";
import { schedules } from "../schedules.ts";
import { systemClock } from "../system-clock.ts";
import { AwsClient } from "./aws-client.ts";
import { type Recorded, type RecordingServer, reply, startRecordingServer } from "./recording-server.fixture.ts";

let server: RecordingServer;
beforeAll(async () => {
  server = await startRecordingServer();
});
afterAll(() => server.close());

const credentials = { ...testCredentials, sessionToken: "a/token+of=the==session" };
const region = "eu-central-1";
const hash = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
const sdk = () => ({ region, endpoint: server.endpoint, credentials, maxAttempts: 1 });
const ours = () =>
  new AwsClient({ region, credentials: () => credentials, environment: { AWS_ENDPOINT_URL: server.endpoint }, attempts: 1 });

/** What a service looks at, of the one request that was made. */
async function record(send: () => Promise<unknown>, answer = reply(200, "{}")): Promise<Recorded> {
  server.recorded.length = 0;
  server.answer(answer);
  await send();
  const [request] = server.recorded;
  expect(server.recorded).toHaveLength(1);
  return request as Recorded;
}

const semantics = ({ method, path, query: { "x-id": _operation, ...query }, headers, body }: Recorded) => ({
  method,
  path,
  query,
  body: body.startsWith("{") ? JSON.parse(body) : body,
  type: method === "POST" ? headers["content-type"] : undefined,
  target: headers["x-amz-target"],
  invocation: headers["x-amz-invocation-type"],
  token: headers["x-amz-security-token"],
  signed: headers.authorization?.includes(`/${region}/`),
});

const journal = () => new DynamoDbJournal(ours(), { table: "journal", retentionDays: 30 });
const key = { execution: "e1", branch: "", hop: 0 };
const row = { ...key, step: "$resume", attempt: 1, status: "ended", startedAt: 1, endedAt: 1, failures: [], state: { a: 0.1 } } as const;

// biome-ignore lint/suspicious/noExplicitAny: the input of each command is what our own request says, whatever that is.
const commands: Record<string, new (input: any) => any> = {
  PutItem: dynamodb.PutItemCommand,
  UpdateItem: dynamodb.UpdateItemCommand,
  GetItem: dynamodb.GetItemCommand,
  Query: dynamodb.QueryCommand,
};

test.each([
  ["begin", () => journal().begin(exampleRow)],
  ["claim", () => journal().claim(claiming())],
  ["renew", () => journal().renew(key, "t1", 5_000.25)],
  ["complete", () => journal().complete(key, "t1", { kind: "done", result: "Ä💡" }, 3_000)],
  ["postpone", () => journal().postpone(key, "t1", { attempt: 1, at: 1, error: { name: "E", message: "no" } }, 7_000)],
  ["cancelHop", () => journal().cancelHop({ ...key, step: "tea" }, 3_000)],
  ["append", () => journal().append(row)],
  ["setStatus", () => journal().setStatus("e1", ["running"], "completed", { now: 3_000, hop: 1, result: null })],
  ["readExecution", () => journal().readExecution("e1")],
  ["readLastHop", () => journal().readLastHop("e1", "")],
])("DynamoDB: %s", async (_, send) => {
  const attributes = { pk: { S: "e1" }, sk: { S: "#0000000000" }, input: { S: "{}" }, statusHop: { N: "0" } };
  const answer = reply(200, JSON.stringify({ Attributes: attributes, Item: attributes, Items: [attributes] }));
  const mine = await record(send, answer);
  const command = commands[mine.headers["x-amz-target"]?.split(".")[1] as string] as (typeof commands)[string];
  const client = new dynamodb.DynamoDBClient(sdk());
  const theirs = await record(() => client.send(new command(JSON.parse(mine.body))), answer);
  expect(semantics(mine)).toEqual(semantics(theirs));
});

const resources = {
  journal: "cafe-journal",
  blobs: "cafe-blobs",
  retentionDays: 90,
  functions: "arn:aws:lambda:eu-central-1:123456789012:function:cafe-",
  delays: "https://sqs.eu-central-1.amazonaws.com/123456789012/cafe-delays",
  schedules: "cafe-delays",
  schedulerRole: "arn:aws:iam::123456789012:role/cafe-scheduler",
  deadLetters: "arn:aws:sqs:eu-central-1:123456789012:cafe-dead",
};
const openDispatcher = (client: AwsClient) => {
  const tools = { client, resources, clock: systemClock };
  return new LambdaDispatcher(client, resources.functions, [delayQueue(tools), schedules(tools)]);
};
const dispatch = (afterMilliseconds: number) => openDispatcher(ours()).dispatch(exampleMessage(), afterMilliseconds);

test("Lambda: Invoke", async () => {
  const mine = await record(() => dispatch(0), reply(202, ""));
  const command = new InvokeCommand({ FunctionName: "cafe-start", InvocationType: "Event", Payload: Buffer.from(mine.body) });
  const theirs = await record(() => new LambdaClient(sdk()).send(command), reply(202, ""));
  // The SDK calls JSON a stream of bytes; Lambda takes either.
  expect(semantics(mine)).toEqual({ ...semantics(theirs), type: "application/json" });
});

test("SQS: SendMessage", async () => {
  const mine = await record(() => dispatch(1_500));
  const input = JSON.parse(mine.body) as SendMessageCommandInput;
  expect(input.DelaySeconds).toBe(2);
  const theirs = await record(() => new SQSClient({ ...sdk(), md5: false }).send(new SendMessageCommand(input)));
  expect(semantics(mine)).toEqual(semantics(theirs));
});

test("Scheduler: CreateSchedule", async () => {
  const mine = await record(() => dispatch(86_400_000));
  const input = JSON.parse(mine.body) as CreateScheduleCommandInput;
  const Name = decodeURIComponent(mine.path.split("/")[2] as string);
  expect(Name).toMatch(/^[0-9a-zA-Z-_.]{1,64}$/);
  const theirs = await record(() => new SchedulerClient(sdk()).send(new CreateScheduleCommand({ ...input, Name })));
  const { ClientToken: _idempotency, ...body } = semantics(theirs).body;
  expect(semantics(mine)).toEqual({ ...semantics(theirs), body });
});

test.each(["cafe-blobs", "dotted.bucket"])("S3: every operation, in %s", async (Bucket) => {
  const blobs = new S3Blobs(ours(), Bucket);
  const client = new s3.S3Client({ ...sdk(), forcePathStyle: true });
  const Key = `blobs/${hash}`;
  const list = reply(200, "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");

  const put = await record(() => blobs.put(hash, Buffer.from("foo")));
  const ChecksumSHA256 = Buffer.from(hash, "hex").toString("base64");
  const sdkPut = await record(() =>
    client.send(new s3.PutObjectCommand({ Bucket, Key, Body: "foo", ChecksumSHA256, ContentType: "application/json" })),
  );
  expect(semantics(put)).toEqual(semantics(sdkPut));
  for (const header of ["content-type", "content-length", "x-amz-checksum-sha256", "x-amz-content-sha256"]) {
    expect([header, put.headers[header]]).toEqual([header, sdkPut.headers[header]]);
  }

  const get = await record(() => blobs.get(hash));
  expect(semantics(get)).toEqual(semantics(await record(() => client.send(new s3.GetObjectCommand({ Bucket, Key })))));

  const listed = await record(() => blobs.list()[Symbol.asyncIterator]().next(), list);
  const listing = new s3.ListObjectsV2Command({ Bucket, Prefix: "blobs/" });
  expect(semantics(listed)).toEqual(semantics(await record(() => client.send(listing), list)));
});

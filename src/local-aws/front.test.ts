/** Who may call: signatures and policies, as AWS's own clients see them. */
import { DynamoDBClient, GetItemCommand, ListTablesCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { ListQueuesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { describe, expect, test } from "vitest";
import { startTestAws, type TestAws } from "./clients.fixture.ts";

type Options = ReturnType<TestAws["as"]>;

/** The simplest call to each service. */
const calls: Record<string, (options: Options) => Promise<unknown>> = {
  s3: (options) => new S3Client(options).send(new ListBucketsCommand({})),
  dynamodb: (options) => new DynamoDBClient(options).send(new ListTablesCommand({})),
  sqs: (options) => new SQSClient(options).send(new ListQueuesCommand({})),
  lambda: (options) => new LambdaClient(options).send(new ListFunctionsCommand({})),
  scheduler: (options) => new SchedulerClient(options).send(new ListSchedulesCommand({})),
  sts: (options) => new STSClient(options).send(new GetCallerIdentityCommand({})),
};

describe("a signature", () => {
  test.each(Object.entries(calls))("of root's is taken by %s", async (_, call) => {
    const aws = await startTestAws();
    await call(aws.as());
  });

  test.each([
    ["s3", "SignatureDoesNotMatch"],
    ["dynamodb", "InvalidSignatureException"],
    ["sqs", "InvalidSignatureException"],
    ["lambda", "InvalidSignatureException"],
    ["scheduler", "InvalidSignatureException"],
    ["sts", "SignatureDoesNotMatch"],
  ])("with a wrong secret is refused by %s as %s", async (service, code) => {
    const aws = await startTestAws();
    const options = { ...aws.as(), credentials: { accessKeyId: "local", secretAccessKey: "wrong" } };
    await expect(calls[service]?.(options)).rejects.toMatchObject({ name: code });
  });

  test.each([
    ["s3", "InvalidAccessKeyId"],
    ["dynamodb", "UnrecognizedClientException"],
    ["sqs", "UnrecognizedClientException"],
    ["lambda", "UnrecognizedClientException"],
    ["scheduler", "UnrecognizedClientException"],
    ["sts", "InvalidClientTokenId"],
  ])("with an unknown key is refused by %s as %s", async (service, code) => {
    const aws = await startTestAws();
    const options = { ...aws.as(), credentials: { accessKeyId: "AKIANOBODY", secretAccessKey: "local" } };
    await expect(calls[service]?.(options)).rejects.toMatchObject({ name: code });
  });

  test("needs the session token of a role", async () => {
    const aws = await startTestAws();
    const { credentials, ...options } = aws.asRole({ Effect: "Allow", Action: "*", Resource: "*" });
    await calls.dynamodb?.({ ...options, credentials });
    const { sessionToken: _, ...without } = credentials;
    await expect(calls.dynamodb?.({ ...options, credentials: without })).rejects.toMatchObject({ name: "UnrecognizedClientException" });
  });

  test("is not in the body: a changed body is refused", async () => {
    const aws = await startTestAws();
    const client = new DynamoDBClient(aws.as());
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { body: string }).body = "[]";
        return next(args);
      },
      { step: "finalizeRequest", priority: "low" },
    );
    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: "InvalidSignatureException" });
  });

  test("is missed", async () => {
    const { endpoint } = await startTestAws();
    const answer = await fetch(`${endpoint}/some/path`);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining("Missing Authentication Token") });
    const target = { "x-amz-target": "DynamoDB_20120810.ListTables", "content-type": "application/x-amz-json-1.0" };
    const json = await fetch(endpoint, { method: "POST", headers: target, body: "{}" });
    expect(await json.json()).toMatchObject({ __type: "com.amazon.coral.service#MissingAuthenticationToken" });
  });

  test("is not needed to see whether it runs", async () => {
    const { endpoint } = await startTestAws();
    expect(await (await fetch(endpoint)).json()).toMatchObject({ status: "running", services: expect.arrayContaining(["s3", "sqs"]) });
  });
});

describe("a policy", () => {
  test("denies what it doesn't allow, in each service's way, and the developer is told", async () => {
    const aws = await startTestAws();
    const options = aws.asRole();
    const denials: Record<string, unknown> = {};
    for (const [service, call] of Object.entries(calls)) {
      if (service === "sts") continue;
      denials[service] = await call(options).then(
        () => "allowed",
        ({ name, $metadata }) => `${$metadata.httpStatusCode} ${name}`,
      );
    }
    expect(denials).toEqual({
      s3: "403 AccessDenied",
      dynamodb: "400 AccessDeniedException",
      sqs: "403 AccessDeniedException",
      lambda: "403 AccessDeniedException",
      scheduler: "403 AccessDeniedException",
    });
    expect(aws.lines).toHaveLength(5);
    expect(aws.lines[1]?.message).toBe(
      "AccessDenied: User: arn:aws:iam::000000000000:role/role-1 is not authorized to perform: dynamodb:ListTables on resource: * because no identity-based policy allows the dynamodb:ListTables action",
    );
  });

  test("allows by action and resource, with wildcards", async () => {
    const aws = await startTestAws();
    const q = await aws.queues.create("cafe-delays", { visibilityTimeoutSeconds: 30 });
    const other = await aws.queues.create("other", { visibilityTimeoutSeconds: 30 });
    const client = new SQSClient(aws.asRole({ Effect: "Allow", Action: ["sqs:Send*"], Resource: "arn:aws:sqs:*:*:cafe-dela?s" }));
    await client.send(new SendMessageCommand({ QueueUrl: q.url, MessageBody: "x" }));
    await expect(client.send(new SendMessageCommand({ QueueUrl: other.url, MessageBody: "x" }))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining("sqs:SendMessage on resource: arn:aws:sqs:us-east-1:000000000000:other"),
    });
  });

  test("a Deny wins over an Allow, and what has a condition is no Allow", async () => {
    const aws = await startTestAws();
    const denied = aws.asRole({ Effect: "Allow", Action: "*", Resource: "*" }, { Effect: "Deny", Action: "s3:ListAll*", Resource: "*" });
    await expect(calls.s3?.(denied)).rejects.toMatchObject({ message: expect.stringContaining("explicit deny") });
    const conditional = aws.asRole({ Effect: "Allow", Action: "*", Resource: "*", Condition: { Bool: { x: "true" } } });
    await expect(calls.s3?.(conditional)).rejects.toMatchObject({ name: "AccessDenied" });
  });

  test("knows an index from its table", async () => {
    const aws = await startTestAws();
    const table = "arn:aws:dynamodb:us-east-1:000000000000:table/journal";
    const client = new DynamoDBClient(aws.asRole({ Effect: "Allow", Action: "dynamodb:*", Resource: table }));
    const query = { TableName: "journal", KeyConditionExpression: "a = :a", ExpressionAttributeValues: { ":a": { S: "x" } } };
    await expect(client.send(new GetItemCommand({ TableName: "journal", Key: { pk: { S: "x" } } }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
    await expect(client.send(new QueryCommand({ ...query, IndexName: "by-status" }))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining(`${table}/index/by-status`),
    });
  });

  test("decides whether one is told that an object is missing", async () => {
    const aws = await startTestAws();
    await new S3Client(aws.as()).send(new CreateBucketCommand({ Bucket: "blobs" }));
    const get = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::blobs/*" } as const;
    const list = { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::blobs" } as const;
    const missing = { Bucket: "blobs", Key: "missing" };
    const [strict, open] = [new S3Client(aws.asRole(get)), new S3Client(aws.asRole(get, list))];
    await expect(strict.send(new GetObjectCommand(missing))).rejects.toMatchObject({
      name: "AccessDenied",
      message: expect.stringContaining("s3:ListBucket on resource: arn:aws:s3:::blobs"),
    });
    await expect(open.send(new GetObjectCommand(missing))).rejects.toMatchObject({ name: "NoSuchKey" });
    await expect(strict.send(new HeadObjectCommand(missing))).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    await expect(open.send(new HeadObjectCommand(missing))).rejects.toMatchObject({ name: "NotFound" });
    await expect(strict.send(new PutObjectCommand({ ...missing, Body: "x" }))).rejects.toMatchObject({ name: "AccessDenied" });
  });
});

test("requests are counted by caller, service and operation", async () => {
  const aws = await startTestAws();
  const role = aws.principals.addRole("counted", [{ Effect: "Allow", Action: "*", Resource: "*" }]);
  await calls.dynamodb?.(aws.as(role));
  await calls.dynamodb?.(aws.as(role));
  await calls.dynamodb?.(aws.as());
  expect(aws.counts.of({ service: "dynamodb", operation: "ListTables" })).toBe(3);
  expect(aws.counts.of({ principal: role.arn })).toBe(2);
  aws.counts.reset();
  expect(aws.counts.of()).toBe(0);
});

test("STS tells who one is", async () => {
  const aws = await startTestAws();
  const identity = await new STSClient(aws.asRole()).send(new GetCallerIdentityCommand({}));
  expect(identity).toMatchObject({ Account: "000000000000", Arn: "arn:aws:iam::000000000000:role/role-1" });
});

describe("what can't be read is the client's fault", () => {
  /** Changes a request before it is signed. */
  function mangle<C extends { middlewareStack: { add: (...args: never[]) => void } }>(
    client: C,
    change: { path?: string; body?: string },
  ): C {
    const add = client.middlewareStack.add as unknown as (middleware: unknown, options: object) => void;
    const middleware = (next: (args: unknown) => unknown) => (args: { request: { headers: Record<string, string> } }) => {
      Object.assign(args.request, change);
      if (change.body !== undefined) args.request.headers["content-length"] = String(change.body.length);
      return next(args);
    };
    add.call(client.middlewareStack, middleware, { step: "build", priority: "low" });
    return client;
  }

  test.each(["not json", "[1]", "null", "{"])("a body like %s", async (body) => {
    const aws = await startTestAws();
    const dynamodb = mangle(new DynamoDBClient(aws.as()), { body });
    await expect(dynamodb.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: "SerializationException" });
    const sqs = mangle(new SQSClient(aws.as()), { body });
    await expect(sqs.send(new ListQueuesCommand({}))).rejects.toMatchObject({ name: "SerializationException" });
  });

  test("a path that is no text", async () => {
    const aws = await startTestAws();
    const lambda = mangle(new LambdaClient(aws.as()), { path: "/2015-03-31/functions/%zz" });
    await expect(lambda.send(new ListFunctionsCommand({}))).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
    const client = mangle(new S3Client(aws.as()), { path: "/bucket/%zz" });
    await expect(client.send(new GetObjectCommand({ Bucket: "bucket", Key: "x" }))).rejects.toMatchObject({ name: "InvalidURI" });
  });
});

test("says that its port is taken", async () => {
  const aws = await startTestAws();
  const port = Number(new URL(aws.endpoint).port);
  await expect(startTestAws({ port })).rejects.toThrow(`The port ${port} is taken`);
});

test("an unknown service is told so", async () => {
  const aws = await startTestAws();
  const signer = new DynamoDBClient({ ...aws.as(), signingName: "kinesis" } as never);
  await expect(signer.send(new ListTablesCommand({}))).rejects.toMatchObject({
    message: expect.stringMatching(/no service 'kinesis', only .*s3/),
  });
});

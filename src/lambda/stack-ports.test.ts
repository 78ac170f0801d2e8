/** What the ports of a stack cost, keep and say: requests, rows, times to live, and errors. */
import { Pipeline, step } from "orchwits";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { handleMessage } from "../engine/handle-message.ts";
import type { ExecutionRow } from "../engine/journal.ts";
import { readSteps } from "../engine/pipeline-steps.ts";
import { claiming, exampleRow } from "../engine/port-contracts/journal-examples.fixture.ts";
import { startExecution } from "../engine/start-execution.ts";
import type { Ports } from "../engine/worker-options.ts";
import type { Invocation } from "../model/invocation.ts";
import { resourceNames } from "../model/stack-resources.ts";
import { reply, startRecordingServer } from "./aws/recording-server.fixture.ts";
import { testCredentials } from "./dynamodb.fixture.ts";
import { type LocalStack, startLocalStack } from "./local-stack.fixture.ts";
import { openPorts } from "./open-ports.ts";
import { resourcesFromEnvironment } from "./resources-from-environment.ts";

let stack: LocalStack;
let ports: Ports;
beforeEach(async () => {
  stack = await startLocalStack();
  ports = stack.open();
});
afterEach(() => stack.aws.close());

const counts = () => Object.fromEntries(stack.aws.counts.all().map(({ service, operation, count }) => [`${service} ${operation}`, count]));
const item = async (pk: string, sk: string) =>
  (await stack.aws.tables.call("GetItem", { TableName: "cafe-journal", Key: { pk: { S: pk }, sk: { S: sk } } })).Item as
    | Record<string, { N?: string }>
    | undefined;

class Loop extends Pipeline {
  @step()
  start({ left }: { left: number }) {
    return left > 0 ? this.next("start", { left: left - 1 }) : this.done();
  }
}

class Keys extends Pipeline {
  @step()
  start() {
    // Many names, all dropped at once for a value that takes as much: more than a row of DynamoDB holds.
    return this.next("swap", Object.fromEntries(Array.from({ length: 7_000 }, (_, index) => [`${index}`.padStart(28, "k"), 0])));
  }
  @step()
  swap() {
    const values = Array.from({ length: 8 }, (_, index) => [`value${index}`, "x".repeat(29_000)]);
    return this.next("end", Object.fromEntries(values), { drop: "*" });
  }
  @step()
  end() {
    return this.done();
  }
}

async function run(pipeline: unknown, input: object): Promise<void> {
  const worker = { ...ports, pipeline: readSteps(pipeline), owner: "test", leaseMilliseconds: 10_000 };
  await startExecution(worker, { pipeline: "P", source: "cafe", graph: null, execution: "e1", input });
  for (let next = stack.invocations.shift(); next; next = stack.invocations.shift()) {
    await handleMessage(worker, (JSON.parse(next.payload) as Invocation).$orchwits);
  }
}

test("a small hop is two writes and one invocation, and no read", async () => {
  await run(Loop, { left: 10 });
  // Eleven hops, and the end of the execution.
  expect(counts()).toEqual({ "dynamodb PutItem": 1, "dynamodb UpdateItem": 2 * 11 + 1, "lambda InvokeFunction": 11 });
});

test("a hop whose row would be too large fails, resumably, instead of being delivered again and again", async () => {
  await run(Keys, {});
  expect(await ports.journal.readExecution("e1")).toMatchObject({
    status: "failed",
    error: { name: "StateTooLarge", origin: "pipeline", message: expect.stringContaining("more than the 400 KB that DynamoDB stores") },
  });
});

describe("times to live", () => {
  const days = (count: number) => count * 86_400;

  test("a hop is kept as long after what it waits for as the stack says", async () => {
    const sk = "#0000000000";
    const expires = async () => Number((await item("e1", sk))?.expiresAt?.N);
    await ports.journal.claim(claiming({ now: 2_000_500 }));
    expect(await expires()).toBe(2_001 + days(30));
    const key = { execution: "e1", branch: "", hop: 0 };
    await ports.journal.postpone(key, "t1", { attempt: 1, at: 1, error: { name: "E", message: "m" } }, 9_000_000);
    expect(await expires()).toBe(9_000 + days(30));
    await ports.journal.claim(claiming({ attempt: 2, now: 9_000_000 }));
    const completion = { kind: "next", to: "x", set: {}, dropped: [], afterMilliseconds: days(365) * 1_000 } as const;
    await ports.journal.complete(key, "t1", completion, 10_000_000);
    expect(await expires()).toBe(10_000 + days(395));
  });

  test("an execution is kept while it runs, and after its end for as long as the stack says", async () => {
    const expires = async () => (await item("e1", "#"))?.expiresAt?.N;
    await ports.journal.begin(exampleRow);
    expect(await expires()).toBeUndefined();
    await ports.journal.setStatus("e1", ["running"], "failed", { now: 5_000, hop: 1 });
    expect(await expires()).toBe(String(5 + days(30)));
    await ports.journal.setStatus("e1", ["failed"], "running", { now: 6_000, hop: 2 });
    expect(await expires()).toBeUndefined();
  });
});

test("long executions are read page by page, in order, and removed whole", async () => {
  await ports.journal.begin(exampleRow);
  const state = { text: "x".repeat(30_000) };
  const base = {
    execution: "e1",
    branch: "",
    step: "s",
    attempt: 1,
    status: "ended",
    startedAt: 1,
    endedAt: 1,
    failures: [],
    state,
  } as const;
  for (let hop = 0; hop < 120; hop += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, index) => ports.journal.append({ ...base, hop: hop + index })));
  }
  stack.aws.counts.reset();
  const hops: number[] = [];
  for await (const { hop } of ports.journal.readHops("e1")) hops.push(hop);
  expect(hops).toEqual(Array.from({ length: 120 }, (_, index) => index));
  expect(counts()).toEqual({ "dynamodb Query": 4 });
  expect((await ports.journal.readLastHop("e1", ""))?.hop).toBe(119);
  await ports.journal.setStatus("e1", ["running"], "failed", { now: 3_000, hop: 0 });
  expect(await ports.journal.remove("e1")).toBe(true);
  expect((await stack.aws.tables.call("Scan", { TableName: "cafe-journal", Select: "COUNT" })).Count).toBe(0);
});

test("the newest of many executions are found without reading them all", async () => {
  const row = (index: number): ExecutionRow => ({ ...exampleRow, execution: `e${index}`, startedAt: 1_000 + (index % 150), input: {} });
  for (let index = 0; index < 300; index += 30) {
    await Promise.all(Array.from({ length: 30 }, (_, offset) => ports.journal.begin(row(index + offset))));
  }
  const expected = Array.from({ length: 300 }, (_, index) => row(index)).sort(
    (a, b) => b.startedAt - a.startedAt || (a.execution < b.execution ? 1 : -1),
  );
  const ids = (rows: readonly ExecutionRow[]) => rows.map(({ execution }) => execution);
  stack.aws.counts.reset();
  expect(ids(await ports.journal.list({ limit: 10 }))).toEqual(ids(expected).slice(0, 10));
  // One question for each of eight parts of four statuses, a few more where one had most, and the rows themselves.
  expect(stack.aws.counts.of({ operation: "Query" })).toBeLessThan(40);
  expect(stack.aws.counts.of({ operation: "BatchGetItem" })).toBe(1);
  expect(ids(await ports.journal.list({}))).toEqual(ids(expected));
  const before = expected.filter(({ startedAt }) => startedAt < 1_100);
  expect(ids(await ports.journal.list({ status: "running", startedBefore: 1_100, limit: 120 }))).toEqual(ids(before).slice(0, 120));
});

describe("blobs", () => {
  const hash = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

  test("all are listed, however many, and nothing else in the bucket", async () => {
    for (let index = 0; index < 1_500; index++) {
      const key = `blobs/${index.toString(16).padStart(64, "0")}`;
      stack.aws.buckets.put("cafe-blobs", { key, body: new Uint8Array(), headers: {} });
    }
    for (const key of ["blobs/README", "other/file"]) stack.aws.buckets.put("cafe-blobs", { key, body: new Uint8Array(), headers: {} });
    const hashes = new Set<string>();
    for await (const blob of ports.blobs.list()) hashes.add(blob.hash);
    expect(hashes.size).toBe(1_500);
    expect(stack.aws.counts.of({ operation: "ListBucket" }) + stack.aws.counts.of({ operation: "ListObjectsV2" })).toBe(2);
  });

  test("bytes that are not those of the hash are refused by S3", async () => {
    await expect(ports.blobs.put(hash, Buffer.from("bar"))).rejects.toMatchObject({
      name: "AwsError",
      service: "s3",
      operation: "PutObject",
    });
    expect(await ports.blobs.get(hash)).toBeUndefined();
  });

  test("denied access is a fault of the blob, which says what it can mean", async () => {
    const server = await startRecordingServer();
    server.answer(reply(403, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"));
    const { blobs } = stack.open({ environment: { AWS_ENDPOINT_URL: server.endpoint } });
    const get = blobs.get(hash);
    await expect(get).rejects.toMatchObject({ name: "BlobFault", origin: "system" });
    await expect(get).rejects.toThrow(
      "Either it was deleted, which looks the same to whoever may not list the bucket, or the role lacks s3:GetObject.",
    );
    server.answer(reply(403, "<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>"));
    await expect(blobs.get(hash)).rejects.toMatchObject({ name: "AwsError", code: "ExpiredToken" });
    server.answer(reply(404, "<Error><Code>NoSuchBucket</Code></Error>"));
    await expect(blobs.get(hash)).rejects.toMatchObject({ name: "AwsError", code: "NoSuchBucket" });
    await server.close();
  });
});

describe("the resources of a function's stack", () => {
  const environment = Object.fromEntries(
    Object.entries(stackResources()).map(([key, value]) => [resourceNames[key as keyof typeof resourceNames].variable, String(value)]),
  );

  function stackResources() {
    const functions = "arn:aws-cn:lambda:cn-north-1:123456789012:function:cafe-";
    return { functions, journal: "cafe-orchwits-journal", blobs: "bucket", delays: "https://queue", retentionDays: 30 };
  }

  test("come from its environment", async () => {
    expect(await resourcesFromEnvironment(environment)).toEqual(stackResources());
  });

  test("are missed by name", async () => {
    await expect(resourcesFromEnvironment({ ...environment, ORCHWITS_JOURNAL: "", ORCHWITS_BLOBS: undefined })).rejects.toThrow(
      "This function doesn't know its stack: ORCHWITS_JOURNAL, ORCHWITS_BLOBS are not set as they should be. The template that",
    );
    await expect(resourcesFromEnvironment({ ...environment, ORCHWITS_RETENTION_DAYS: "a month" })).rejects.toThrow(
      "This function doesn't know its stack: ORCHWITS_RETENTION_DAYS is not set as it should be.",
    );
  });

  test("are called in the region that they are in", async () => {
    const server = await startRecordingServer();
    const resources = stackResources();
    const { journal } = openPorts({ resources, credentials: () => testCredentials, environment: { AWS_ENDPOINT_URL: server.endpoint } });
    expect(await journal.readExecution("e1")).toBeUndefined();
    expect(server.recorded[0]?.headers.authorization).toContain("/cn-north-1/dynamodb/");
    await server.close();
  });
});

/** What starts executions on AWS: each trigger begins one, with the input that its documentation promises. */
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pipelineSource } from "../../src/analyzer/project.fixture.ts";
import type { Deployed } from "./deployed.fixture.ts";
import { openWorld, type World } from "./world.fixture.ts";

let world: World;
let stack: Deployed;
let known: Set<string>;
const clients: { destroy(): void }[] = [];

beforeAll(async () => {
  world = await openWorld();
  const source = pipelineSource(`
    static readonly stack = {
      resources: {
        Inputs: { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: 60 } },
        Uploads: { Type: "AWS::S3::Bucket" },
      },
    };
    @step({ on: [
      { queue: { Ref: "Inputs" } },
      { bucket: { Ref: "Uploads" }, prefix: "in/", suffix: ".csv" },
      { event: { source: ["shop"], "detail-type": ["Order placed"] } },
      { schedule: "1h", input: { from: "the clock" } },
      { http: "none" },
    ] })
    start(input: Record<string, unknown>) { return this.done(input); }`);
  stack = await world.deploy(world.write({ "pipeline.ts": source }), "triggers");
  known = new Set();
});

afterAll(() => {
  for (const client of clients) client.destroy();
});

function connect<C extends { destroy(): void }>(Client: new (options: object) => C): C {
  const client = new Client({
    ...{ endpoint: world.aws.endpoint, region: world.aws.region, credentials: world.aws.root, forcePathStyle: true },
  });
  clients.push(client);
  return client;
}

/** The results of executions that have begun since the last look, once there are so many. */
async function begun(count: number): Promise<{ id: string; input: unknown }[]> {
  const rows = await stack.until(`${count} executions have begun`, async () => {
    const all = await stack.ports.journal.list({});
    const fresh = all.filter(({ execution }) => !known.has(execution));
    return fresh.length >= count ? fresh : undefined;
  });
  for (const { execution } of rows) known.add(execution);
  return Promise.all(rows.map(async ({ execution }) => ({ id: execution, input: await stack.result(execution) })));
}

test("a message of a queue", async () => {
  const sqs = connect(SQSClient);
  const QueueUrl = stack.stack.physicalIds.Inputs;
  const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"order":1}' }));
  expect(await begun(1)).toEqual([{ id: MessageId, input: { order: 1 } }]);
});

test("a message that is no input is delivered again, and keeps none from beginning", async () => {
  const sqs = connect(SQSClient);
  const QueueUrl = stack.stack.physicalIds.Inputs;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "no json" }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"order":2}' }));
  expect((await begun(1)).map(({ input }) => input)).toEqual([{ order: 2 }]);
  const queue = world.aws.queues.find(QueueUrl ?? "");
  await stack.until("only the other is left", () => queue.count().inFlight === 1 || undefined);
  expect([...queue.messages].map(({ body }) => body)).toEqual(["no json"]);
});

test("an object in a bucket, and none elsewhere in it", async () => {
  const s3 = connect(S3Client);
  const Bucket = stack.stack.physicalIds.Uploads;
  await s3.send(new PutObjectCommand({ Bucket, Key: "out/a.csv", Body: "no" }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "in/ä b+c.csv", Body: "a,b\n" }));
  const [{ input }] = (await begun(1)) as unknown as [{ input: object }];
  expect(input).toEqual({
    bucket: Bucket,
    key: "in/ä b+c.csv",
    size: 4,
    etag: expect.any(String),
    event: expect.stringContaining("Created"),
  });
});

test("an event of EventBridge that fits the pattern", async () => {
  const detail = { order: 3 };
  world.aws.events.put({ source: "shop", detailType: "Order cancelled", resources: [], detail });
  world.aws.events.put({ source: "shop", detailType: "Order placed", resources: [], detail });
  const [{ id, input }] = (await begun(1)) as [{ id: string; input: { id: string } }];
  expect(input).toMatchObject({ source: "shop", "detail-type": "Order placed", detail });
  expect(id).toBe(input.id);
});

test("a schedule, again and again, and once for each time that it was due", async () => {
  world.clock.advance(60 * 60_000 + 1_000);
  const [first] = await begun(1);
  expect(first).toEqual({ id: expect.stringMatching(/^Schedule-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/), input: { from: "the clock" } });
  // As the scheduler does where the answer to its first attempt was lost.
  const again = await stack.invoke({ $id: first?.id, from: "the clock" });
  expect(again).toMatchObject({ execution: first?.id, began: false });
  world.clock.advance(60 * 60_000 + 1_000);
  expect((await begun(1)).map(({ input }) => input)).toEqual([{ from: "the clock" }]);
});

test("a request to the function's URL", async () => {
  const url = `${world.aws.endpoint}/function-url/triggers-start/`;
  const post = (body: string, headers = {}) =>
    fetch(url, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
  const once = await post('{"order":4}', { "idempotency-key": "order-4" });
  expect([once.status, await once.json()]).toEqual([202, { execution: "order-4", began: true }]);
  const twice = await post('{"order":4}', { "idempotency-key": "order-4" });
  expect([twice.status, await twice.json()]).toEqual([202, { execution: "order-4", began: false }]);
  expect(await begun(1)).toEqual([{ id: "order-4", input: { order: 4 } }]);

  const wrong = await post("{");
  expect([wrong.status, await wrong.json()]).toEqual([400, { message: expect.stringContaining("The body is not JSON.") }]);
  expect((await fetch(url)).status).toBe(405);
});

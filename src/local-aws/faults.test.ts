/** Faults on purpose: as real services show them, and as a seed has them again. */
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { startTestAws } from "./clients.fixture.ts";
import { makeFaults } from "./faults.ts";

test("throttles so that clients know it for throttling, and try again", async () => {
  const aws = await startTestAws();
  const once = aws.as();
  const sends: Record<string, (options: typeof once) => Promise<unknown>> = {
    dynamodb: (options) => new DynamoDBClient(options).send(new ListTablesCommand({})),
    s3: (options) => new S3Client(options).send(new CreateBucketCommand({ Bucket: "bucket" })),
    sqs: (options) => new SQSClient(options).send(new ListQueuesCommand({})),
    scheduler: (options) => new SchedulerClient(options).send(new ListSchedulesCommand({})),
    lambda: (options) => new LambdaClient(options).send(new ListFunctionsCommand({})),
  };
  const names: Record<string, string> = {};
  for (const [service, send] of Object.entries(sends)) {
    aws.faults.add({ kind: "throttle", service, times: 2 });
    await send(once).catch(({ name }) => {
      names[service] = name;
    });
    await send({ ...once, maxAttempts: 2 });
  }
  expect(names).toEqual({
    dynamodb: "ProvisionedThroughputExceededException",
    s3: "SlowDown",
    sqs: "RequestThrottled",
    scheduler: "ThrottlingException",
    lambda: "TooManyRequestsException",
  });
});

test("fails before the effect, or after it with the answer lost", async () => {
  const aws = await startTestAws();
  const s3 = new S3Client(aws.as());
  await s3.send(new CreateBucketCommand({ Bucket: "bucket" }));
  const there: Record<string, boolean> = {};
  for (const kind of ["error", "reset", "error-after", "reset-after"] as const) {
    aws.faults.add({ kind, service: "s3", operation: "PutObject", times: 1 });
    await expect(s3.send(new PutObjectCommand({ Bucket: "bucket", Key: kind, Body: "x" }))).rejects.toThrow();
    there[kind] = await s3.send(new HeadObjectCommand({ Bucket: "bucket", Key: kind })).then(
      () => true,
      () => false,
    );
  }
  expect(there).toEqual({ error: false, reset: false, "error-after": true, "reset-after": true });
  expect(aws.faults.struck("reset-after")).toBe(1);
});

test("strikes whom it is meant for, until it is called off", async () => {
  const aws = await startTestAws();
  const role = aws.principals.addRole("struck", [{ Effect: "Allow", Action: "*", Resource: "*" }]);
  const list = (options: ReturnType<typeof aws.as>) => new SQSClient(options).send(new ListQueuesCommand({}));
  const end = aws.faults.add({ kind: "error", principal: role.arn });
  await list(aws.as());
  await expect(list(aws.as(role))).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  end();
  await list(aws.as(role));
});

test("the same seed strikes the same requests", () => {
  const draw = (seed: number) => {
    const faults = makeFaults();
    faults.seed(seed);
    faults.add({ kind: "error", probability: 0.3 });
    return Array.from({ length: 1000 }, () => (faults.strike({ service: "s3", operation: "PutObject", principal: "" }) ? 1 : 0));
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  const hits = draw(7).filter((hit) => hit).length;
  expect(hits).toBeGreaterThan(250);
  expect(hits).toBeLessThan(350);
});

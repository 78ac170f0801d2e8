/** What invokes the functions of a stack: queues, buckets, EventBridge, schedules. */
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { until } from "../lambda/lambda.fixture.ts";
import { lambda, open, template } from "./provision.fixture.ts";
import { provision } from "./provision.ts";

test("shows the schedules that a template has made to whoever asks Scheduler for them", async () => {
  const { aws, connect, codeFolderOf } = await open();
  const Schedule = { Type: "ScheduleV2", Properties: { ScheduleExpression: "rate(1 hour)", Input: '{"full":true}' } };
  await provision(aws, template({ Worker: lambda("", { Events: { Schedule } }) }), { stackName: "s", codeFolderOf });
  const client = connect(SchedulerClient);
  const { Schedules } = await client.send(new ListSchedulesCommand({}));
  const worker = expect.stringMatching(/:function:/);
  expect(Schedules).toMatchObject([{ GroupName: "default", State: "ENABLED", Target: { Arn: worker } }]);
  const found = await client.send(new GetScheduleCommand({ Name: Schedules?.[0]?.Name }));
  expect(found).toMatchObject({ ScheduleExpression: "rate(1 hour)", Target: { Arn: worker, Input: '{"full":true}' } });
});

test("brings to functions what queues and buckets have for them, and their failures to their destination", async () => {
  const { aws, connect, codeFolderOf, messages } = await open();
  await provision(
    aws,
    template({
      Worker: lambda("console.log(event.Records[0].body);", {
        Events: { Orders: { Type: "SQS", Properties: { Queue: "arn:aws:sqs:us-east-1:000000000000:orders", BatchSize: 1 } } },
      }),
      Reader: lambda("console.log(event.Records[0].s3.object.key); throw new Error('no');", {
        Events: {
          Files: {
            Type: "S3",
            Properties: {
              Bucket: { Ref: "Files" },
              Events: ["s3:ObjectCreated:*"],
              Filter: { S3Key: { Rules: [{ Name: "prefix", Value: "in/" }] } },
            },
          },
        },
        EventInvokeConfig: {
          MaximumRetryAttempts: 0,
          DestinationConfig: { OnFailure: { Type: "SQS", Destination: { "Fn::GetAtt": ["Dead", "Arn"] } } },
        },
      }),
      Recovery: lambda("console.log('recovered ' + JSON.parse(event.Records[0].body).requestPayload.Records[0].eventName);", {
        Policies: [
          {
            Statement: {
              Effect: "Allow",
              Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
              Resource: { "Fn::GetAtt": ["Dead", "Arn"] },
            },
          },
        ],
      }),
      RecoverySource: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: {
          EventSourceArn: { "Fn::GetAtt": ["Dead", "Arn"] },
          FunctionName: { Ref: "Recovery" },
          FunctionResponseTypes: ["ReportBatchItemFailures"],
        },
      },
      Dead: { Type: "AWS::SQS::Queue" },
      Files: { Type: "AWS::S3::Bucket", Properties: { BucketName: "files" } },
    }),
    { stackName: "s", codeFolderOf },
  );
  await connect(SQSClient).send(new SendMessageCommand({ QueueUrl: `${aws.endpoint}/000000000000/orders`, MessageBody: "an order" }));
  for (const Key of ["in/ä b.txt", "out/b"]) await connect(S3Client).send(new PutObjectCommand({ Bucket: "files", Key, Body: "x" }));
  await until(() => messages.length >= 3);
  expect(messages.sort()).toEqual(["an order", "in/%C3%A4+b.txt", "recovered ObjectCreated:Put"]);
});

test("brings events of EventBridge and of buckets to functions, as their rules say", async () => {
  const { aws, connect, codeFolderOf, messages } = await open();
  const rule = (Properties: object) => ({ Type: "EventBridgeRule", Properties });
  const stack = await provision(
    aws,
    template({
      Entry: lambda("console.log(JSON.stringify(event));", {
        Events: {
          Order: rule({
            Pattern: { source: ["shop"], detail: { total: [{ numeric: [">", 10] }] } },
            InputTransformer: { InputPathsMap: { total: "$.detail.total" }, InputTemplate: '{"total": <total>}' },
          }),
          Own: rule({
            Pattern: { source: ["aws.s3"], detail: { bucket: { name: ["own"] } } },
            InputTransformer: { InputPathsMap: { key: "$.detail.object.key" }, InputTemplate: '{"own": <key>}' },
          }),
          Foreign: rule({
            Pattern: { source: ["aws.s3"], detail: { bucket: { name: ["foreign"] } } },
            InputTransformer: { InputPathsMap: { reason: "$.detail.reason" }, InputTemplate: "<reason>" },
          }),
        },
      }),
      Own: { Type: "AWS::S3::Bucket", Properties: { BucketName: "own" } },
    }),
    { stackName: "s", codeFolderOf },
  );
  expect(stack.notes).toEqual(["The bucket foreign is not of this template. Here it was made for you."]);
  for (const total of [9, 11]) aws.events.put({ source: "shop", detailType: "ordered", detail: { total } });
  // A bucket of the stack sends its events only where it is told to.
  for (const Bucket of ["own", "foreign"]) await connect(S3Client).send(new PutObjectCommand({ Bucket, Key: "a/b", Body: "x" }));
  await until(() => messages.length >= 2);
  await aws.lambda.settled();
  expect(messages.sort()).toEqual(['"PutObject"', '{"total":11}']);
});

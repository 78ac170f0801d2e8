/** Stacks on the local AWS, through unmodified clients of the AWS SDK: what a template declares is there, may do what it says, and no more. */
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { lambda, open, template } from "./provision.fixture.ts";
import { provision } from "./provision.ts";

test("makes what a template declares, under the names that it refers to", async () => {
  const { aws, connect, codeFolderOf, invoke } = await open();
  const stack = await provision(
    aws,
    template(
      {
        Start: lambda("return process.env;", {
          FunctionName: { "Fn::Sub": "${AWS::StackName}-start" },
          FunctionUrlConfig: { AuthType: "NONE" },
          Environment: {
            Variables: {
              TABLE: { Ref: "Table" },
              QUEUE: { Ref: "Queue" },
              NEXT: { "Fn::Sub": "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}-" },
              STAGE: { Ref: "Stage" },
              SIZE: { "Fn::If": ["IsLarge", "large", "small"] },
              GONE: { "Fn::If": ["IsLarge", "x", { Ref: "AWS::NoValue" }] },
              JOINED: { "Fn::Join": ["-", ["a", { Ref: "Bucket" }, { "Fn::GetAtt": "Queue.QueueName" }]] },
            },
          },
        }),
        Table: {
          Type: "AWS::DynamoDB::Table",
          Properties: {
            BillingMode: "PAY_PER_REQUEST",
            AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
            KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
            TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
          },
        },
        Bucket: { Type: "AWS::S3::Bucket", Properties: {} },
        Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "named", VisibilityTimeout: 7 } },
        Never: { Type: "AWS::SQS::Queue", Condition: "IsLarge" },
        Alarm: { Type: "AWS::CloudWatch::Alarm", Properties: { Threshold: { "Fn::GetAtt": ["Nobody", "Knows"] } } },
        Foreign: { Type: "AWS::Kinesis::Stream" },
      },
      {
        Parameters: { Stage: { Type: "String", Default: "test" } },
        Conditions: { IsLarge: { "Fn::Equals": [{ Ref: "Stage" }, "production"] } },
        Outputs: { Arn: { Value: { "Fn::GetAtt": ["Start", "Arn"] } }, Url: { Value: { "Fn::GetAtt": ["StartUrl", "FunctionUrl"] } } },
      },
    ),
    { stackName: "shop", codeFolderOf },
  );
  expect(stack.outputs).toEqual({
    Arn: "arn:aws:lambda:us-east-1:000000000000:function:shop-start",
    Url: `${aws.endpoint}/function-url/shop-start/`,
  });
  expect(await (await fetch(stack.outputs.Url ?? "", { method: "POST" })).json()).toMatchObject({ STAGE: "test" });
  expect(stack.notes).toEqual(["Foreign: the local AWS has no AWS::Kinesis::Stream, so there is none."]);
  expect(stack.physicalIds).toMatchObject({ Table: "shop-Table", Bucket: "shop-bucket", Start: "shop-start" });
  const environment = await invoke("shop-start");
  expect(environment).toMatchObject({
    TABLE: "shop-Table",
    QUEUE: `${aws.endpoint}/000000000000/named`,
    NEXT: "arn:aws:lambda:us-east-1:000000000000:function:shop-",
    STAGE: "test",
    SIZE: "small",
    JOINED: "a-shop-bucket-named",
  });
  expect(environment.GONE).toBeUndefined();
  const table = await connect(DynamoDBClient).send(new DescribeTableCommand({ TableName: "shop-Table" }));
  expect(table.Table?.KeySchema).toEqual([{ AttributeName: "pk", KeyType: "HASH" }]);
  expect((await connect(S3Client).send(new ListBucketsCommand())).Buckets?.map(({ Name }) => Name)).toEqual(["shop-bucket"]);
  expect((await connect(SQSClient).send(new ListQueuesCommand())).QueueUrls).toEqual([`${aws.endpoint}/000000000000/named`]);
});

/** Sends a message as the function, with nothing but Node and this project's own credentials of the function. */
const statement = (Resource: unknown) => ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource }] });
const readSqs = `const { SQSClient, SendMessageCommand } = await import(${JSON.stringify(import.meta.resolve("@aws-sdk/client-sqs"))});
  try { await new SQSClient().send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: "x" })); return "sent"; }
  catch (error) { return error.name; }`;

test("lets a function do what its policies say, and nothing else, also after they have changed", async () => {
  const { aws, codeFolderOf, invoke } = await open();
  const made = (policies: object) =>
    template({
      Send: lambda(readSqs, {
        FunctionName: "send",
        Environment: { Variables: { QUEUE: { Ref: "Queue" } } },
        Policies: [policies],
        MemorySize: 512,
      }),
      Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "own" } },
    });
  const stack = await provision(aws, made(statement("arn:aws:sqs:us-east-1:000000000000:other")), { stackName: "s", codeFolderOf });
  expect(await invoke("send")).toMatch(/^AccessDenied/);
  const keyOf = () => aws.principals.byArn(stack.roles.send ?? "")?.accessKeyId;
  const key = keyOf();
  await stack.update(made(statement({ "Fn::GetAtt": ["Queue", "Arn"] })));
  expect(await invoke("send")).toBe("sent");
  // What runs meanwhile goes on with the key that it was given.
  expect(keyOf()).toBe(key);
  await stack.update(made({ SQSSendMessagePolicy: { QueueName: { "Fn::GetAtt": ["Queue", "QueueName"] } } }));
  expect(await invoke("send")).toBe("sent");
});

test("sets a queue as the template says now, and keeps what is in it", async () => {
  const { aws, codeFolderOf } = await open();
  const made = (VisibilityTimeout: number) => template({ Queue: { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout } } });
  const stack = await provision(aws, made(7), { stackName: "s", codeFolderOf });
  const arn = aws.queues.all()[0]?.arn as string;
  await aws.queues.send(arn, "kept");
  await stack.update(made(8));
  expect(aws.queues.all()).toMatchObject([{ arn, attributes: { visibilityTimeoutSeconds: 8 } }]);
  expect(await aws.queues.receive(arn, 10)).toMatchObject([{ body: "kept" }]);
});

test("makes nothing of a template that refers to what is not there", async () => {
  const { aws, codeFolderOf } = await open();
  const wrong = template({ Queue: { Type: "AWS::SQS::Queue" }, A: lambda("", { Environment: { Variables: { X: { Ref: "Nobody" } } } }) });
  await expect(provision(aws, wrong, { stackName: "s", codeFolderOf })).rejects.toThrow(
    "A: The template refers to 'Nobody', which is neither a parameter nor a resource of it.",
  );
  expect(aws.queues.all()).toEqual([]);
});

test.each([
  [
    "a table",
    { Wrong: { Type: "AWS::DynamoDB::Table", Properties: { KeySchema: [] } } },
    /^Table s-Wrong can't be made\. ValidationException: /,
  ],
  [
    "a schedule",
    {
      A: lambda("return 2;", {
        FunctionName: "a",
        Events: { Wrong: { Type: "ScheduleV2", Properties: { ScheduleExpression: "cron(99)" } } },
      }),
    },
    /^Schedule .* can't be made\. ValidationException: /,
  ],
])("leaves a stack as it was when an update has %s that is refused", async (_name, wrong, message) => {
  const { aws, codeFolderOf, invoke } = await open();
  const before = { A: lambda("return 1;", { FunctionName: "a" }), Queue: { Type: "AWS::SQS::Queue" } };
  const stack = await provision(aws, template(before), { stackName: "s", codeFolderOf });
  const queues = aws.queues.all();
  const { Queue, ...others } = before;
  const next = { ...others, Other: { Type: "AWS::SQS::Queue" }, Bucket: { Type: "AWS::S3::Bucket" }, ...wrong };
  await expect(stack.update(template(next))).rejects.toThrow(message);
  expect(aws.queues.all()).toEqual(queues);
  expect(aws.buckets.all()).toEqual([]);
  expect(await invoke("a")).toBe(1);
  expect(Object.keys(stack.physicalIds)).not.toContain("Other");
  await stack.update(template({ ...before, A: lambda("return 3;", { FunctionName: "a" }) }));
  expect(await invoke("a")).toBe(3);
});

test("removes what an update no longer has, and everything in the end", async () => {
  const { aws, codeFolderOf, invoke } = await open();
  const code = "return 1;";
  const both = {
    One: lambda(code, { FunctionName: "one" }),
    Two: lambda(code, { FunctionName: "two" }),
    Queue: { Type: "AWS::SQS::Queue" },
  };
  const stack = await provision(aws, template(both), { stackName: "s", codeFolderOf });
  const keys = stack.roles;
  // Somebody was faster.
  await aws.queues.delete(aws.queues.all()[0]?.arn as string);
  const { Two, Queue, ...one } = both;
  await stack.update(template(one));
  expect(await invoke("one")).toBe(1);
  await expect(invoke("two")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  expect(aws.queues.all()).toEqual([]);
  expect(aws.principals.byArn(keys.two ?? "")).toBeUndefined();
  await stack.remove();
  await expect(invoke("one")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

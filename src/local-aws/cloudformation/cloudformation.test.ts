/** What the local CloudFormation refuses, in the words of the real one: a deployment that passes here is to pass there. */
import { expect, onTestFinished, test } from "vitest";
import { startLocalAws } from "../local-aws.ts";
import { makeCloudFormation } from "./cloudformation-service.ts";

async function open() {
  const aws = await startLocalAws();
  onTestFinished(() => aws.close());
  const { stacks, close } = makeCloudFormation(aws);
  onTestFinished(() => close?.());
  const request = {
    stackName: "one",
    name: "first",
    kind: "CREATE",
    parameters: [],
    capabilities: ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
  };
  const create = (template: object | string, more: object = {}) =>
    stacks.createChangeSet({ ...request, text: typeof template === "string" ? template : JSON.stringify(template), ...more });
  const planned = async (template: object, more: object = {}) => {
    const { changeSet } = create(template, more);
    await expect.poll(() => changeSet.status).not.toBe("CREATE_IN_PROGRESS");
    return changeSet;
  };
  return { aws, stacks, create, planned };
}

const queue = { Type: "AWS::SQS::Queue" };
const queues = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`Q${index}`, queue]));
const functions = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `F${index}`,
      { Type: "AWS::Serverless::Function", Properties: { FunctionName: `f${index}`, CodeUri: { Bucket: "b", Key: "k" } } },
    ]),
  );
const sam = { Transform: "AWS::Serverless-2016-10-31" };

test("templates beyond its quotas", async () => {
  const { create, planned } = await open();
  expect(() => create({ Resources: queues(501) })).toThrow("Number of resources, 501, is greater than maximum allowed, 500");
  const outputs = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`O${index}`, { Value: "" }]));
  expect(() => create({ Resources: queues(1), Outputs: outputs })).toThrow("Number of outputs, 201, is greater than maximum allowed, 200");
  expect(() => create({ Resources: queues(1), Description: "x".repeat(1_025) })).toThrow("'Description' length is greater than 1024");
  const long = JSON.stringify({ Resources: queues(1), Metadata: { Note: "x".repeat(51_200) } });
  expect(() => create(long)).toThrow("'templateBody' failed to satisfy constraint");
  expect(() => create(long, { fetched: true })).not.toThrow();
  expect(() => create(`${long}${" ".repeat(1_000_000)}`, { fetched: true })).toThrow("Template may not exceed 1000000 bytes");
  // What SAM adds counts as well: a role for each function.
  const expanded = await planned({ ...sam, Resources: functions(251) }, { name: "second", fetched: true });
  expect(expanded.statusReason).toContain("Number of resources, 502, is greater than maximum allowed, 500");
});

test("rights that nobody acknowledged", async () => {
  const { create } = await open();
  const named = { Resources: { Mail: { Type: "AWS::IAM::ManagedPolicy", Properties: { ManagedPolicyName: "mail", PolicyDocument: {} } } } };
  expect(() => create(named)).toThrow("Requires capabilities : [CAPABILITY_NAMED_IAM]");
  expect(() => create(named, { capabilities: ["CAPABILITY_NAMED_IAM"] })).not.toThrow();
  const expanded = { ...sam, Resources: functions(1) };
  expect(() => create(expanded, { name: "second", capabilities: [] })).toThrow("[CAPABILITY_IAM, CAPABILITY_AUTO_EXPAND]");
});

test("values that it does not know any more", async () => {
  const { create } = await open();
  const template = { Parameters: { Shop: { Type: "String" } }, Resources: queues(1) };
  const parameters = [{ key: "Shop", previous: true }];
  expect(() => create(template, { parameters })).toThrow("Cannot specify UsePreviousValue on Parameters when ChangeSetType is CREATE");
});

test("references to nothing, and round in a circle, also by way of what SAM adds", async () => {
  const { planned } = await open();
  const lost = await planned({ Resources: { One: { ...queue, Properties: { QueueName: { "Fn::Sub": `\${Two}-x` } } } } });
  expect(lost.statusReason).toContain("Unresolved resource dependencies [Two] in the Resources block of the template");
  const { F0 } = functions(1);
  const Policies = [{ Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: { "Fn::GetAtt": ["Q", "Arn"] } }] }];
  const Q = { ...queue, Properties: { QueueName: { "Fn::GetAtt": ["F0", "Arn"] } } };
  const circle = await planned(
    { ...sam, Resources: { F0: { ...F0, Properties: { ...F0?.Properties, Policies } }, Q } },
    { name: "second" },
  );
  expect(circle.statusReason).toContain("Circular dependency between resources: [F0Role, Q, F0]");
});

test("names that are taken, which it says elsewhere", async () => {
  const { aws, planned } = await open();
  aws.logs.create("/aws/lambda/f");
  await aws.tables.call("CreateTable", {
    ...{ TableName: "orders", BillingMode: "PAY_PER_REQUEST" },
    ...{ AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }], KeySchema: [{ AttributeName: "k", KeyType: "HASH" }] },
  });
  const Logs = { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/aws/lambda/f" } };
  const changeSet = await planned({
    Resources: { Logs, Table: { Type: "AWS::DynamoDB::Table", Properties: { TableName: "orders" } }, Q: queue },
  });
  expect(changeSet).toMatchObject({ status: "FAILED", executionStatus: "UNAVAILABLE" });
  expect(changeSet.statusReason).toContain("AWS::EarlyValidation::ResourceExistenceCheck");
  expect(changeSet.conflicts.map(({ logicalId }) => logicalId)).toEqual(["Logs", "Table"]);
});

test("queues that give a message to somebody else while a function is still at it", async () => {
  const { aws, stacks, planned } = await open();
  const { F0 } = functions(1);
  aws.buckets.create("b");
  aws.buckets.put("b", { key: "k", body: Buffer.from("PK"), headers: {} });
  const source = { EventSourceArn: { "Fn::GetAtt": ["Q", "Arn"] }, FunctionName: { Ref: "F0" } };
  const Source = { Type: "AWS::Lambda::EventSourceMapping", Properties: source };
  await planned({ ...sam, Resources: { F0: { ...F0, Properties: { ...F0?.Properties, Timeout: 35 } }, Q: queue, Source } });
  stacks.execute("one", "first");
  await expect.poll(() => stacks.find("one").status).toBe("ROLLBACK_COMPLETE");
  const [failed] = stacks.find("one").events.filter(({ status }) => status === "CREATE_FAILED");
  expect(failed).toMatchObject({
    logicalId: "Source",
    reason: expect.stringContaining("Queue visibility timeout: 30 seconds is less than Function timeout: 35 seconds"),
  });
});

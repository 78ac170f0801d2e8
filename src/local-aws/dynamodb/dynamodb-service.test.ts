/** DynamoDB as AWS's own client sees it: what a journal asks of it. */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { startTestAws } from "../clients.fixture.ts";

const TableName = "journal";
const table = {
  TableName,
  BillingMode: "PAY_PER_REQUEST" as const,
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" as const },
    { AttributeName: "sk", KeyType: "RANGE" as const },
  ],
  AttributeDefinitions: ["pk", "sk", "status"].map((AttributeName) => ({ AttributeName, AttributeType: "S" as const })),
  GlobalSecondaryIndexes: [
    {
      IndexName: "by-status",
      KeySchema: [{ AttributeName: "status", KeyType: "HASH" as const }],
      Projection: { ProjectionType: "ALL" as const },
    },
  ],
};

async function openTable() {
  const aws = await startTestAws();
  await aws.tables.call("CreateTable", table);
  return { aws, db: new DynamoDBClient(aws.as()) };
}

const key = (pk: string, sk = "#"): Record<string, AttributeValue> => ({ pk: { S: pk }, sk: { S: sk } });

test("a table is there once it was made, for provisioning and for clients", async () => {
  const { aws, db } = await openTable();
  await db.send(new CreateTableCommand({ ...table, TableName: "other" }));
  await db.send(new PutItemCommand({ TableName: "other", Item: key("a") }));
  await expect(aws.tables.call("CreateTable", table)).rejects.toMatchObject({ code: "ResourceInUseException" });
});

test("gives the item that failed the condition to who asks for it, and to nobody else", async () => {
  const { db } = await openTable();
  const put = (more: object) =>
    db.send(new PutItemCommand({ TableName, Item: key("a"), ConditionExpression: "attribute_not_exists(pk)", ...more }));
  await put({});
  const asked = await put({ ReturnValuesOnConditionCheckFailure: "ALL_OLD" }).catch((error: unknown) => error);
  expect(asked).toBeInstanceOf(ConditionalCheckFailedException);
  expect(asked).toMatchObject({ Item: key("a") });
  const silent = (await put({}).catch((error: unknown) => error)) as ConditionalCheckFailedException;
  expect(silent.name).toBe("ConditionalCheckFailedException");
  expect(silent.Item).toBeUndefined();
  const update = { TableName, Key: key("none"), UpdateExpression: "SET v = :v", ExpressionAttributeValues: { ":v": { S: "x" } } };
  const none = db.send(
    new UpdateItemCommand({ ...update, ConditionExpression: "attribute_exists(pk)", ReturnValuesOnConditionCheckFailure: "ALL_OLD" }),
  );
  expect(((await none.catch((error: unknown) => error)) as ConditionalCheckFailedException).Item).toBeUndefined();
});

test("gives it also to clients that write JSON with blanks", async () => {
  const { aws, db } = await openTable();
  await db.send(new PutItemCommand({ TableName, Item: key("a") }));
  const again = { TableName, Item: key("a"), ConditionExpression: "attribute_not_exists(pk)" };
  const command = new PutItemCommand({ ...again, ReturnValuesOnConditionCheckFailure: "ALL_OLD" });
  const body = JSON.stringify(command.input, null, 1);
  const client = new DynamoDBClient(aws.as());
  client.middlewareStack.add(
    (next) => (args) => {
      Object.assign(args.request as object, { body });
      (args.request as { headers: Record<string, string> }).headers["content-length"] = String(body.length);
      return next(args);
    },
    { step: "build", priority: "low" },
  );
  await expect(client.send(command)).rejects.toMatchObject({ Item: key("a") });
});

test("the item given fails the condition also while others write", async () => {
  const { db } = await openTable();
  await db.send(new PutItemCommand({ TableName, Item: { ...key("counter"), v: { N: "0" } } }));
  // Each takes the value up by one if it is even, or tells which odd value it met: another writer makes that even again at once.
  const step = (from: number) =>
    db.send(
      new UpdateItemCommand({
        TableName,
        Key: key("counter"),
        UpdateExpression: "SET v = :next",
        ConditionExpression: "v = :from",
        ExpressionAttributeValues: { ":from": { N: `${from}` }, ":next": { N: `${1 - from}` } },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
  // Three of a kind follow each other, so that some fail also where they come in this order.
  const from = (index: number) => Math.floor(index / 3) % 2;
  const results = await Promise.allSettled(Array.from({ length: 60 }, (_, index) => step(from(index))));
  const failed = results.flatMap((result, index) =>
    result.status === "rejected" ? [{ from: from(index), item: result.reason.Item }] : [],
  );
  expect(results.length - failed.length).toBeGreaterThan(0);
  expect(failed.length).toBeGreaterThan(0);
  expect(failed.filter(({ from, item }) => item?.v?.N !== `${1 - from}`)).toEqual([]);
});

test("the same condition goes by the values and names of each request", async () => {
  const { db } = await openTable();
  await db.send(new PutItemCommand({ TableName, Item: { ...key("a"), v: { N: "1" }, w: { S: "x" } } }));
  const check = (attribute: string, value: AttributeValue, more: Record<string, AttributeValue> = {}) =>
    db
      .send(
        new UpdateItemCommand({
          TableName,
          Key: key("a"),
          UpdateExpression: "SET seen = :seen",
          ConditionExpression: "attribute_exists(pk) AND (#a = :b OR (#a = :b AND (NOT #a <> :b)))",
          ExpressionAttributeNames: { "#a": attribute },
          ExpressionAttributeValues: { ":b": value, ":seen": { BOOL: true }, ...more },
        }),
      )
      .then(
        () => "written",
        ({ name }) => name,
      );
  for (let round = 0; round < 2; round++) {
    expect(await check("v", { N: "1" })).toBe("written");
    expect(await check("v", { N: "2" })).toBe("ConditionalCheckFailedException");
    expect(await check("v", { S: "1" })).toBe("ConditionalCheckFailedException");
    expect(await check("w", { S: "x" })).toBe("written");
    expect(await check("v", { N: "1" }, { ":unused": { S: "" } })).toBe("ValidationException");
  }
});

test("says of each range whether it is one, also where another had the same condition", async () => {
  const { db } = await openTable();
  await db.send(new PutItemCommand({ TableName, Item: { ...key("a"), v: { N: "2" } } }));
  const between = (from: string, to: string) =>
    db.send(
      new UpdateItemCommand({
        TableName,
        Key: key("a"),
        UpdateExpression: "SET seen = :from",
        ConditionExpression: "v BETWEEN :from AND :to",
        ExpressionAttributeValues: { ":from": { N: from }, ":to": { N: to } },
      }),
    );
  await between("1", "3");
  await expect(between("3", "1")).rejects.toMatchObject({ name: "ValidationException" });
  await expect(between("3", "4")).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });
});

test("lists through a sparse index", async () => {
  const { db } = await openTable();
  await db.send(new PutItemCommand({ TableName, Item: { ...key("a"), status: { S: "running" } } }));
  await db.send(new PutItemCommand({ TableName, Item: key("a", "0") }));
  const query = { TableName, IndexName: "by-status", KeyConditionExpression: "#s = :s", ExpressionAttributeNames: { "#s": "status" } };
  const { Items } = await db.send(new QueryCommand({ ...query, ExpressionAttributeValues: { ":s": { S: "running" } } }));
  expect(Items).toEqual([{ ...key("a"), status: { S: "running" } }]);
});

test("takes time to live and backups as settings", async () => {
  const { db } = await openTable();
  expect((await db.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription).toEqual({ TimeToLiveStatus: "DISABLED" });
  await db.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true } }));
  expect((await db.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription).toEqual({
    TimeToLiveStatus: "ENABLED",
    AttributeName: "expiresAt",
  });
  const on = { TableName, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } };
  await db.send(new UpdateContinuousBackupsCommand(on));
  const { ContinuousBackupsDescription } = await db.send(new DescribeContinuousBackupsCommand({ TableName }));
  expect(ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe("ENABLED");
  await expect(db.send(new DescribeTimeToLiveCommand({ TableName: "none" }))).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("every local AWS has tables of its own", async () => {
  const { db } = await openTable();
  await db.send(new PutItemCommand({ TableName, Item: key("a") }));
  const other = await openTable();
  expect((await other.db.send(new GetItemCommand({ TableName, Key: key("a") }))).Item).toBeUndefined();
});

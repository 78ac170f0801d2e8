/** Holds the journal in DynamoDB to the contract of all journals, over real HTTP. */
import { afterAll, beforeAll, describe, test } from "vitest";
import { journalContract } from "../engine/port-contracts/journal-contract.fixture.ts";
import { makeClient, startDynamoDb, type TestDynamoDb } from "./dynamodb.fixture.ts";
import { DynamoDbJournal } from "./dynamodb-journal.ts";

let dynamoDb: TestDynamoDb;
beforeAll(async () => {
  dynamoDb = await startDynamoDb();
});
afterAll(() => dynamoDb.close());

describe("journal in DynamoDB", () => {
  journalContract(test, async () => {
    const table = await dynamoDb.makeTable();
    const open = () => new DynamoDbJournal(makeClient(dynamoDb.endpoint), { table, retentionDays: 30 });
    return { journal: open(), other: open(), close: async () => {} };
  });
});

/** DynamoDB for tests: dynalite on a port of its own, and journal tables made from what the template and the journal agree on. */
import type { AddressInfo } from "node:net";
import dynalite from "dynalite";
import { journalTable } from "../model/journal-table.ts";
import { AwsClient, type AwsOptions } from "./aws/aws-client.ts";
import { callJson } from "./aws/json-call.ts";

export const testCredentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };

export interface TestDynamoDb {
  readonly endpoint: string;
  /** Makes an empty table and gives its name. */
  makeTable(): Promise<string>;
  close(): Promise<void>;
}

export async function startDynamoDb(): Promise<TestDynamoDb> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = makeClient(endpoint);
  let tables = 0;
  return {
    endpoint,
    async makeTable() {
      const name = `journal-${++tables}`;
      await callJson(client, "dynamodb", "CreateTable", journalTableInput(name));
      for (;;) {
        const { Table } = await callJson<{ Table: { TableStatus: string } }>(client, "dynamodb", "DescribeTable", { TableName: name });
        if (Table.TableStatus === "ACTIVE") return name;
      }
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A client of an endpoint, whatever the environment of the tests says. */
export function makeClient(endpoint: string, options: Partial<AwsOptions> = {}): AwsClient {
  return new AwsClient({
    region: "us-east-1",
    credentials: () => testCredentials,
    environment: { AWS_ENDPOINT_URL: endpoint },
    ...options,
  });
}

/** What `CreateTable` takes for a journal. */
export function journalTableInput(name: string): object {
  const { partition, sort, index } = journalTable;
  return {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [partition, sort, index.partition, index.sort].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    KeySchema: keySchema(partition, sort),
    GlobalSecondaryIndexes: [
      { IndexName: index.name, KeySchema: keySchema(index.partition, index.sort), Projection: { ProjectionType: index.projection } },
    ],
  };
}

function keySchema(hash: string, range: string) {
  return [
    { AttributeName: hash, KeyType: "HASH" },
    { AttributeName: range, KeyType: "RANGE" },
  ];
}

/** DynamoDB with a meter: counts request units as AWS bills them, from the items before and after each request. */
import { makeDynamoDb } from "../../src/local-aws/dynamodb/dynamodb-service.ts";
import type { Service, ServiceRequest } from "../../src/local-aws/service.ts";
import { journalTable } from "../../src/model/journal-table.ts";

type Item = Readonly<Record<string, { readonly S: string } | { readonly N: string }>>;

/** One request. */
export interface Metered {
  readonly operation: string;
  readonly sort: string;
  /** Of the item after it, without its place in an index. */
  readonly bytes: number;
  /** Write request units of the table. */
  readonly writes: number;
  /** Write request units of the index. */
  readonly indexWrites: number;
  readonly reads: number;
}

export interface MeteredDynamoDb {
  readonly service: Service;
  readonly requests: Metered[];
  createTable(input: object): Promise<unknown>;
}

export function makeMeteredDynamoDb(): MeteredDynamoDb {
  const { service, tables } = makeDynamoDb();
  const requests: Metered[] = [];
  return {
    requests,
    createTable: (input) => tables.call("CreateTable", input),
    service: {
      ...service,
      name: service.name,
      actionsOf: (request) => service.actionsOf(request),
      close: async () => service.close?.(),
      async handle(request: ServiceRequest) {
        const operation = request.headers["x-amz-target"]?.split(".")[1] ?? "";
        const input = JSON.parse(request.body.toString());
        const key = input.Key ?? (input.Item && { pk: input.Item.pk, sk: input.Item.sk });
        const read = async () =>
          (await tables.call("GetItem", { TableName: input.TableName, Key: key, ConsistentRead: true })).Item as Item;
        const before = key && (await read());
        try {
          return await service.handle(request);
        } finally {
          const after = key && (await read());
          const units = operation === "GetItem" ? { reads: readUnits(after), writes: 0, indexWrites: 0 } : writeUnits(before, after);
          requests.push({ operation, sort: key?.sk.S ?? "", bytes: sizeOf(after), ...units });
        }
      },
    },
  };
}

/** A write costs what the larger of the item before and after it takes, and so does one whose condition failed. */
function writeUnits(before: Item | undefined, after: Item | undefined) {
  const writes = Math.max(1, Math.ceil(Math.max(sizeOf(before), sizeOf(after)) / 1_024));
  return { reads: 0, writes, indexWrites: indexUnits(before, after) };
}

/** Keys alone are in the index: an item that moves there is deleted and written, one that stays costs nothing. */
function indexUnits(before: Item | undefined, after: Item | undefined): number {
  const { partition, sort } = journalTable.index;
  const place = (item: Item | undefined) => item?.[partition] && JSON.stringify([item[partition], item[sort]]);
  if (place(before) === place(after)) return 0;
  return (place(before) ? 1 : 0) + (place(after) ? 1 : 0);
}

/** A consistent read, of which each 4 KB is a unit. */
function readUnits(item: Item | undefined): number {
  return Math.max(1, Math.ceil(sizeOf(item) / 4_096));
}

/** DynamoDB developer guide, "Item sizes and formats": names and texts in UTF-8, numbers by their digits, two to a byte. */
export function sizeOf(item: Item | undefined): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item ?? {})) {
    bytes += Buffer.byteLength(name);
    bytes += "N" in value ? Math.ceil(value.N.replace(/\D/g, "").length / 2) + 1 : Buffer.byteLength(value.S);
  }
  return bytes;
}

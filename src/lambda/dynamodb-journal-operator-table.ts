/** What operators ask of the journal's table beyond what workers do: queries, deletions, many items at once. */
import { callJson } from "./aws/json-call.ts";
import { pause } from "./aws/pause.ts";
import { decode, type Encoded, encode, type Item, type ItemKey } from "./dynamodb-items.ts";
import { expressions, JournalTable, type Written } from "./dynamodb-journal-table.ts";

export interface Query {
  readonly index?: string;
  readonly condition: string;
  readonly values: Item;
  readonly descending?: boolean;
  readonly limit?: number;
  readonly keysOnly?: boolean;
}

interface Page {
  readonly Items: readonly Encoded[];
  readonly LastEvaluatedKey?: Encoded;
}

/** Most keys in a request (DynamoDB API, `BatchGetItem` and `BatchWriteItem`). */
const mostRead = 100;
const mostWritten = 25;

export class OperatorTable extends JournalTable {
  delete(key: ItemKey, condition: string, values: Item): Promise<Written> {
    const input = { Key: encode(key), ...expressions({ ConditionExpression: condition }, values) };
    return this.write("DeleteItem", key, input);
  }

  /** All that a query finds, page by page. */
  async *query({ index, condition, values, descending = false, limit, keysOnly = false }: Query): AsyncGenerator<Item> {
    const input = {
      ...(index ? { IndexName: index } : { ConsistentRead: true }),
      ...(limit !== undefined && { Limit: limit }),
      ScanIndexForward: !descending,
      ...expressions({ KeyConditionExpression: condition, ...(keysOnly && { ProjectionExpression: "#pk, #sk" }) }, values),
    };
    for (let from: Encoded | undefined; ; ) {
      const page: Page = await this.call("Query", { ...input, ...(from && { ExclusiveStartKey: from }) });
      for (const item of page.Items) yield decode(item);
      from = page.LastEvaluatedKey;
      if (!from) return;
    }
  }

  /** Those items that are there, in no order. */
  async getAll(keys: readonly ItemKey[]): Promise<Item[]> {
    const items: Item[] = [];
    await this.#inBatches(keys, mostRead, async (batch) => {
      const RequestItems = { [this.name]: { Keys: batch.map((key) => encode(key)), ConsistentRead: true } };
      const answer: BatchRead = await callJson(this.client, "dynamodb", "BatchGetItem", { RequestItems });
      items.push(...(answer.Responses[this.name] ?? []).map(decode));
      return (answer.UnprocessedKeys?.[this.name]?.Keys ?? []).map(keyOf);
    });
    return items;
  }

  async deleteAll(keys: readonly ItemKey[]): Promise<void> {
    await this.#inBatches(keys, mostWritten, async (batch) => {
      const RequestItems = { [this.name]: batch.map((key) => ({ DeleteRequest: { Key: encode(key) } })) };
      const answer: BatchWritten = await callJson(this.client, "dynamodb", "BatchWriteItem", { RequestItems });
      return (answer.UnprocessedItems?.[this.name] ?? []).map(({ DeleteRequest }) => keyOf(DeleteRequest.Key));
    });
  }

  /** @param send gives back what DynamoDB would not do now */
  async #inBatches(keys: readonly ItemKey[], most: number, send: (batch: readonly ItemKey[]) => Promise<ItemKey[]>): Promise<void> {
    const left = [...keys];
    for (let idle = 0; left.length > 0; ) {
      const batch = left.splice(0, most);
      const undone = await send(batch);
      left.push(...undone);
      // Some progress means that it goes on; none means that the table is throttled.
      idle = undone.length < batch.length ? 0 : idle + 1;
      if (idle > 0) await pause(this.client, "dynamodb", idle);
    }
  }
}

interface BatchRead {
  readonly Responses: Readonly<Record<string, readonly Encoded[]>>;
  readonly UnprocessedKeys?: Readonly<Record<string, { readonly Keys: readonly Encoded[] }>>;
}

interface BatchWritten {
  readonly UnprocessedItems?: Readonly<Record<string, readonly { readonly DeleteRequest: { readonly Key: Encoded } }[]>>;
}

function keyOf(encoded: Encoded): ItemKey {
  const { pk, sk } = decode(encoded);
  return { pk: pk as string, sk: sk as string };
}

/** The journal's table: what it asks of DynamoDB, with items as flat records of texts and numbers. */
import { StateTooLarge } from "../engine/errors.ts";
import type { AwsClient } from "./aws/aws-client.ts";
import { AwsError } from "./aws/aws-error.ts";
import { callJson } from "./aws/json-call.ts";

export type Item = Readonly<Record<string, string | number>>;
type MaybeItem = Readonly<Record<string, string | number | undefined>>;
type Encoded = Record<string, { readonly S: string } | { readonly N: string }>;

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** Expressions name attributes as `#name`, and values as `:name`. */
export interface Update {
  readonly set: MaybeItem;
  /** Set where the item lacks it. */
  readonly setOnce?: Item;
  readonly remove?: readonly string[];
  readonly condition: string;
  readonly values?: Item;
  /** Whether the item is wanted as it is after the write. */
  readonly answered?: boolean;
}

export interface Query {
  readonly index?: string;
  readonly condition: string;
  readonly values: Item;
  readonly descending?: boolean;
  readonly limit?: number;
  readonly keysOnly?: boolean;
}

/** `item`: as it is after the write, or, where that was not allowed, as it is without it; absent where there is none, or it was not asked for. */
export interface Written {
  readonly written: boolean;
  readonly item: Item | undefined;
}

interface Page {
  readonly Items: readonly Encoded[];
  readonly LastEvaluatedKey?: Encoded;
}

/** Most keys in a request (DynamoDB API, `BatchGetItem` and `BatchWriteItem`). */
const mostRead = 100;
const mostWritten = 25;

export class JournalTable {
  readonly #client: AwsClient;
  readonly #name: string;

  constructor(client: AwsClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  /** Writes an item where there is none. */
  put(item: MaybeItem & ItemKey): Promise<Written> {
    const input = { Item: encode(item), ...expressions({ ConditionExpression: "attribute_not_exists(#pk)" }) };
    return this.#write("PutItem", { pk: item.pk, sk: item.sk }, input, () => undefined);
  }

  update(key: ItemKey, { set, setOnce = {}, remove = [], condition, values = {}, answered = false }: Update): Promise<Written> {
    const sets = Object.entries(set).flatMap(([name, value]) => (value === undefined ? [] : [`#${name} = :set_${name}`]));
    for (const name in setOnce) sets.push(`#${name} = if_not_exists(#${name}, :set_${name})`);
    const gone = [...remove, ...Object.keys(set).filter((name) => set[name] === undefined)].map((name) => `#${name}`);
    const UpdateExpression = `SET ${sets.join(", ")}${gone.length > 0 ? ` REMOVE ${gone.join(", ")}` : ""}`;
    const all: Record<string, string | number | undefined> = { ...values };
    for (const [name, value] of Object.entries({ ...set, ...setOnce })) all[`set_${name}`] = value;
    const ReturnValues = answered ? "ALL_NEW" : "NONE";
    const input = { Key: encode(key), ReturnValues, ...expressions({ UpdateExpression, ConditionExpression: condition }, all) };
    return this.#write("UpdateItem", key, input, ({ Attributes }) => Attributes && decode(Attributes));
  }

  delete(key: ItemKey, condition: string, values: Item): Promise<Written> {
    const input = { Key: encode(key), ...expressions({ ConditionExpression: condition }, values) };
    return this.#write("DeleteItem", key, input, () => undefined);
  }

  async get(key: ItemKey): Promise<Item | undefined> {
    const { Item } = await this.#call<{ Item?: Encoded }>("GetItem", { Key: encode(key), ConsistentRead: true });
    return Item && decode(Item);
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
      const page: Page = await this.#call("Query", { ...input, ...(from && { ExclusiveStartKey: from }) });
      for (const item of page.Items) yield decode(item);
      from = page.LastEvaluatedKey;
      if (!from) return;
    }
  }

  /** Those items that are there, in no order. */
  async getAll(keys: readonly ItemKey[]): Promise<Item[]> {
    const items: Item[] = [];
    await this.#inBatches(keys, mostRead, async (batch) => {
      const RequestItems = { [this.#name]: { Keys: batch.map(encode), ConsistentRead: true } };
      const answer: BatchRead = await callJson(this.#client, "dynamodb", "BatchGetItem", { RequestItems });
      items.push(...(answer.Responses[this.#name] ?? []).map(decode));
      return (answer.UnprocessedKeys?.[this.#name]?.Keys ?? []).map(keyOf);
    });
    return items;
  }

  async deleteAll(keys: readonly ItemKey[]): Promise<void> {
    await this.#inBatches(keys, mostWritten, async (batch) => {
      const RequestItems = { [this.#name]: batch.map((key) => ({ DeleteRequest: { Key: encode(key) } })) };
      const answer: BatchWritten = await callJson(this.#client, "dynamodb", "BatchWriteItem", { RequestItems });
      return (answer.UnprocessedItems?.[this.#name] ?? []).map(({ DeleteRequest }) => keyOf(DeleteRequest.Key));
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
      if (idle > 0) await this.#client.pause("dynamodb", idle);
    }
  }

  async #write(
    operation: string,
    key: ItemKey,
    input: object,
    read: (answer: { Attributes?: Encoded }) => Item | undefined,
  ): Promise<Written> {
    const request = { ...input, ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
    try {
      return { written: true, item: read(await this.#call(operation, request)) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.code === "ValidationException" && error.message.includes("maximum allowed size")) throw tooLarge(key, error);
      if (error.code !== "ConditionalCheckFailedException") throw error;
      const { Item } = error.answer as { Item?: Encoded };
      return { written: false, item: Item ? decode(Item) : await this.get(key) };
    }
  }

  #call<R>(operation: string, input: object): Promise<R> {
    return callJson(this.#client, "dynamodb", operation, { TableName: this.#name, ...input });
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

/** Expressions with the names and values that they mention. All names go by placeholders, because DynamoDB reserves 573 words. */
function expressions(texts: Readonly<Record<string, string>>, values: MaybeItem = {}) {
  const names = Object.values(texts).flatMap((text) => text.match(/#\w+/g) ?? []);
  const encoded = Object.entries(encode(values)).map(([name, value]) => [`:${name}`, value]);
  return {
    ...texts,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [name, name.slice(1)])),
    ...(encoded.length > 0 && { ExpressionAttributeValues: Object.fromEntries(encoded) }),
  };
}

function encode(item: MaybeItem | ItemKey): Encoded {
  const encoded: Encoded = {};
  for (const [name, value] of Object.entries(item)) {
    if (value !== undefined) encoded[name] = typeof value === "number" ? { N: String(value) } : { S: value };
  }
  return encoded;
}

function decode(encoded: Encoded): Item {
  const item: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(encoded)) item[name] = "N" in value ? Number(value.N) : value.S;
  return item;
}

function tooLarge({ pk }: ItemKey, cause: AwsError): StateTooLarge {
  return new StateTooLarge(
    `A row of execution '${pk}' would take more than the 400 KB that DynamoDB stores in one. Put what belongs together under one key: large ` +
      "values are stored on their own.",
    { cause },
  );
}

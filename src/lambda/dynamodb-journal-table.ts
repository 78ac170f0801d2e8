/** The journal's table: what it asks of DynamoDB, with items as flat records of texts and numbers. */
import { StateTooLarge } from "../engine/errors.ts";
import type { AwsClient } from "./aws/aws-client.ts";
import { AwsError } from "./aws/aws-error.ts";
import { callJson } from "./aws/json-call.ts";

export type Item = Readonly<Record<string, string | number>>;
type MaybeItem = Readonly<Record<string, string | number | undefined>>;
export type Encoded = Record<string, { readonly S: string } | { readonly N: string }>;

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

/** `item`: as it is after the write, or, where that was not allowed, as it is without it; absent where there is none, or it was not asked for. */
export interface Written {
  readonly written: boolean;
  readonly item: Item | undefined;
}

export class JournalTable {
  protected readonly client: AwsClient;
  protected readonly name: string;

  constructor(client: AwsClient, name: string) {
    this.client = client;
    this.name = name;
  }

  /** Writes an item where there is none. */
  put(item: MaybeItem & ItemKey): Promise<Written> {
    const input = { Item: encode(item), ...expressions({ ConditionExpression: "attribute_not_exists(#pk)" }) };
    return this.write("PutItem", { pk: item.pk, sk: item.sk }, input, () => undefined);
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
    return this.write("UpdateItem", key, input, ({ Attributes }) => Attributes && decode(Attributes));
  }

  async get(key: ItemKey): Promise<Item | undefined> {
    const { Item } = await this.call<{ Item?: Encoded }>("GetItem", { Key: encode(key), ConsistentRead: true });
    return Item && decode(Item);
  }

  protected async write(
    operation: string,
    key: ItemKey,
    input: object,
    read: (answer: { Attributes?: Encoded }) => Item | undefined,
  ): Promise<Written> {
    const request = { ...input, ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
    try {
      return { written: true, item: read(await this.call(operation, request)) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.code === "ValidationException" && error.message.includes("maximum allowed size")) throw tooLarge(key, error);
      if (error.code !== "ConditionalCheckFailedException") throw error;
      const { Item } = error.answer as { Item?: Encoded };
      return { written: false, item: Item ? decode(Item) : await this.get(key) };
    }
  }

  protected call<R>(operation: string, input: object): Promise<R> {
    return callJson(this.client, "dynamodb", operation, { TableName: this.name, ...input });
  }
}

/** Expressions with the names and values that they mention. All names go by placeholders, because DynamoDB reserves 573 words. */
export function expressions(texts: Readonly<Record<string, string>>, values: MaybeItem = {}) {
  const names = Object.values(texts).flatMap((text) => text.match(/#\w+/g) ?? []);
  const encoded = Object.entries(encode(values)).map(([name, value]) => [`:${name}`, value]);
  return {
    ...texts,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [name, name.slice(1)])),
    ...(encoded.length > 0 && { ExpressionAttributeValues: Object.fromEntries(encoded) }),
  };
}

export function encode(item: MaybeItem | ItemKey): Encoded {
  const encoded: Encoded = {};
  for (const [name, value] of Object.entries(item)) {
    if (value !== undefined) encoded[name] = typeof value === "number" ? { N: String(value) } : { S: value };
  }
  return encoded;
}

export function decode(encoded: Encoded): Item {
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

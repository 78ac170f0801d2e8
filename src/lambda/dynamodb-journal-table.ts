/** The journal's table: what it asks of DynamoDB. */
import type { AwsClient } from "./aws/aws-client.ts";
import { callJson } from "./aws/json-call.ts";
import { encode, type Item, type ItemKey, type ItemSource, type MaybeItem } from "./dynamodb-items.ts";
import { loadFaults } from "./load-faults.ts";

/** Expressions name attributes as `#name`, and values as `:name`. */
export interface Update {
  readonly set: MaybeItem;
  /** Set where the item lacks it. */
  readonly setOnce?: Item;
  readonly remove?: readonly string[];
  readonly condition: string;
  readonly values?: Item;
}

/** `item`: what is there instead, where that did not allow the write; absent where there is none. */
export type Written = { readonly written: true } | { readonly written: false; readonly item: Item | undefined };

export class JournalTable implements ItemSource {
  protected readonly client: AwsClient;
  protected readonly name: string;

  constructor(client: AwsClient, name: string) {
    this.client = client;
    this.name = name;
  }

  update(key: ItemKey, { set, setOnce = {}, remove = [], condition, values = {} }: Update): Promise<Written> {
    const sets: string[] = [];
    const gone = remove.map((name) => `#${name}`);
    const all: Record<string, string | number | undefined> = { ...values };
    for (const [name, value] of Object.entries({ ...set, ...setOnce })) {
      if (value === undefined) gone.push(`#${name}`);
      else sets.push(`#${name} = ${name in setOnce ? `if_not_exists(#${name}, :set_${name})` : `:set_${name}`}`);
      all[`set_${name}`] = value;
    }
    const UpdateExpression = `SET ${sets.join(", ")}${gone.length > 0 ? ` REMOVE ${gone.join(", ")}` : ""}`;
    return this.write("UpdateItem", key, { Key: encode(key), ...expressions({ UpdateExpression, ConditionExpression: condition }, all) });
  }

  async write(operation: string, key: ItemKey, input: object): Promise<Written> {
    try {
      await this.call(operation, { ...input, ReturnValuesOnConditionCheckFailure: "ALL_OLD" });
      return { written: true };
    } catch (error) {
      return { written: false, item: await (await loadFaults()).readRefusedWrite(this, key, error) };
    }
  }

  call<R>(operation: string, input: object): Promise<R> {
    return callJson(this.client, "dynamodb", operation, { TableName: this.name, ...input });
  }
}

/** Writes an item where there is none. */
export function putItem(table: JournalTable, item: MaybeItem & ItemKey): Promise<Written> {
  const input = { Item: encode(item), ...expressions({ ConditionExpression: "attribute_not_exists(#pk)" }) };
  return table.write("PutItem", { pk: item.pk, sk: item.sk }, input);
}

/** Expressions with the names and values that they mention. All names go by placeholders, because DynamoDB reserves 573 words. */
export function expressions(texts: Readonly<Record<string, string>>, values: MaybeItem = {}) {
  const names = Object.values(texts).flatMap((text) => text.match(/#\w+/g) ?? []);
  const encoded = encode(values, ":");
  return {
    ...texts,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [name, name.slice(1)])),
    // DynamoDB takes none for an empty one.
    ExpressionAttributeValues: Object.keys(encoded).length > 0 ? encoded : undefined,
  };
}

/** Items of DynamoDB as flat records of texts and numbers, and back. */

export type Item = Readonly<Record<string, string | number>>;
export type MaybeItem = Readonly<Record<string, string | number | undefined>>;
export type Encoded = Record<string, { readonly S: string } | { readonly N: string }>;

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** A table, as far as items are read from it. */
export interface ItemSource {
  call<R>(operation: string, input: object): Promise<R>;
}

export async function getItem(table: ItemSource, key: ItemKey): Promise<Item | undefined> {
  const { Item } = await table.call<{ Item?: Encoded }>("GetItem", { Key: encode(key), ConsistentRead: true });
  return Item && decode(Item);
}

/** @param before what the names begin with, beyond what they are called */
export function encode(item: MaybeItem | ItemKey, before = ""): Encoded {
  const encoded: Encoded = {};
  for (const [name, value] of Object.entries(item)) {
    if (value !== undefined) encoded[before + name] = typeof value === "number" ? { N: String(value) } : { S: value };
  }
  return encoded;
}

export function decode(encoded: Encoded): Item {
  const item: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(encoded)) item[name] = "N" in value ? Number(value.N) : value.S;
  return item;
}

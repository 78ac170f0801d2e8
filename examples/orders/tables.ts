/** The published tables: what was accepted, rejected and left out, for the people and tools that come after. */
import { writeCsv } from "./csv.ts";
import type { Duplicate } from "./duplicates.ts";
import type { Rejection } from "./order.ts";
import type { PricedOrder } from "./pricing.ts";
import type { Fault } from "./quality.ts";

export async function writeAccepted(file: string, orders: AsyncIterable<PricedOrder>): Promise<void> {
  const columns = ["order_id", "day", "customer", "country", "sku", "product", "category", "quantity", "paid_eur", "list_eur"];
  await writeCsv(
    file,
    columns,
    map(orders, ({ orderId, paid, list, ...order }) => {
      return { ...order, order_id: orderId, paid_eur: decimal(paid), list_eur: decimal(list) };
    }),
  );
}

export async function writeRejected(file: string, rejections: AsyncIterable<Rejection>): Promise<void> {
  await writeCsv(
    file,
    ["file", "line", "order_id", "reason"],
    map(rejections, ({ orderId, ...rest }) => ({ ...rest, order_id: orderId })),
  );
}

export async function writeDuplicates(file: string, duplicates: AsyncIterable<Duplicate>): Promise<void> {
  await writeCsv(
    file,
    ["file", "line", "order_id", "sku", "content", "first_file", "first_line"],
    map(duplicates, ({ orderId, same, first, ...rest }) => {
      return { ...rest, order_id: orderId, content: same ? "same" : "differs", first_file: first.file, first_line: first.line };
    }),
  );
}

/** For the person who calls the branches: each fault once, with where to find the first. */
export async function writeFaults(file: string, faults: readonly Fault[]): Promise<void> {
  await writeCsv(
    file,
    ["rows", "reason", "file", "line"],
    faults.map(({ rows, reason, example }) => ({ rows, reason, ...example })),
  );
}

async function* map<From, To>(rows: AsyncIterable<From>, change: (row: From) => To): AsyncGenerator<To> {
  for await (const row of rows) yield change(row);
}

function decimal(cents: number): string {
  return (cents / 100).toFixed(2);
}

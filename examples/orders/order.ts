/** An order line, from the words of a CSV row to numbers that can be added. */
import { type CsvRow, readCsv } from "./csv.ts";
import { readRows, type Sorted } from "./rows.ts";

/** Where a row came from. */
export interface Origin {
  readonly file: string;
  readonly line: number;
}

/** A sound order line. */
export interface Order extends Origin {
  readonly orderId: string;
  /** `2026-03-02` */
  readonly day: string;
  readonly customer: string;
  /** Two letters. */
  readonly country: string;
  readonly sku: string;
  readonly quantity: number;
  /** In hundredths of the currency. */
  readonly unitPrice: number;
  readonly currency: string;
}

/** A row that is no sound order line. */
export interface Rejection extends Origin {
  readonly reason: string;
  readonly orderId: string;
}

export const orderColumns = ["order_id", "ordered_at", "customer", "country", "sku", "quantity", "unit_price", "currency"] as const;

type Column = (typeof orderColumns)[number];

/** The rows of an order file as they are. @throws {UnreadableFile} */
export async function* parseOrders(path: string): AsyncGenerator<Sorted<"parsed">> {
  for await (const row of readCsv(path, orderColumns)) yield { into: "parsed", row };
}

/** Tells sound rows from others. */
export async function* validateOrders(parsed: string, file: string): AsyncGenerator<Sorted<"valid" | "rejected">> {
  for await (const row of readRows<CsvRow>(parsed)) {
    const order = toOrder(row, file);
    yield { into: "reason" in order ? "rejected" : "valid", row: order };
  }
}

function toOrder({ line, fields, fault }: CsvRow, file: string): Order | Rejection {
  const text = (column: Column) => fields[column] ?? "";
  const reject = (reason: string): Rejection => ({ file, line, orderId: text("order_id"), reason });
  const unsound = (column: Column, wanted: string) => reject(`${column} '${text(column)}' is not ${wanted}`);

  if (fault) return reject(fault);
  const empty = orderColumns.find((column) => text(column) === "");
  if (empty) return reject(`${empty} is empty`);
  const day = text("ordered_at").slice(0, 10);
  if (!isDay(day)) return unsound("ordered_at", "a date");
  if (!/^[A-Z]{2}$/.test(text("country"))) return unsound("country", "a country of two letters");
  const quantity = Number(text("quantity"));
  if (!Number.isSafeInteger(quantity) || quantity < 1) return unsound("quantity", "a whole number above zero");
  const unitPrice = parseAmount(text("unit_price"));
  if (unitPrice === undefined) return unsound("unit_price", "an amount");

  return {
    file,
    line,
    orderId: text("order_id"),
    day,
    customer: text("customer"),
    country: text("country"),
    sku: text("sku").toUpperCase(),
    quantity,
    unitPrice,
    currency: text("currency"),
  };
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Hundredths, from `12`, `12.5`, `12,50`. Never through a fraction, which could not hold 0.1. */
export function parseAmount(text: string): number | undefined {
  const match = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(text);
  return match ? Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0")) : undefined;
}

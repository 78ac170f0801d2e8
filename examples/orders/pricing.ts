/** Gives order lines their product and their value in euros, from the tables of the pricing desk. */
import { join } from "node:path";
import { type CsvRow, readCsv, UnreadableFile } from "./csv.ts";
import { type Order, parseAmount, type Rejection } from "./order.ts";
import { readRows, type Sorted } from "./rows.ts";

interface Product {
  readonly name: string;
  readonly category: string;
  /** List prices in euro cents, each valid from a day on, the latest first. */
  readonly prices: { readonly from: string; readonly cents: number }[];
}

/** Products by SKU. */
export type Catalogue = Readonly<Record<string, Product>>;

/** How much of a currency a euro buys. */
export type Rates = Readonly<Record<string, number>>;

/** An order line with its value, in euro cents. */
export interface PricedOrder extends Order {
  readonly product: string;
  readonly category: string;
  readonly paid: number;
  /** What it would have cost at list price. */
  readonly list: number;
}

/** Reads `products.csv` and `prices.csv`. @throws {UnreadableFile} with a message that names the file */
export async function readCatalogue(reference: string): Promise<Catalogue> {
  const catalogue: Record<string, Product> = {};
  for await (const [sku, name, category] of readTable(reference, "products.csv", ["sku", "name", "category"])) {
    catalogue[sku] = { name, category, prices: [] };
  }
  for await (const [sku, from, price] of readTable(reference, "prices.csv", ["sku", "valid_from", "price_eur"])) {
    const cents = parseAmount(price);
    if (cents === undefined) throw new UnreadableFile(`prices.csv has '${price}' as a price of ${sku}`);
    catalogue[sku]?.prices.push({ from, cents });
  }
  for (const { prices } of Object.values(catalogue)) prices.sort((a, b) => (a.from < b.from ? 1 : -1));
  return catalogue;
}

/** Reads `rates.csv`, which the bank replaces during the day. @throws {UnreadableFile} while it is half written */
export async function readRates(reference: string): Promise<Rates> {
  const rates: Record<string, number> = {};
  for await (const [currency, perEuro] of readTable(reference, "rates.csv", ["currency", "per_euro"])) rates[currency] = Number(perEuro);
  return rates;
}

/** Prices each order line, or says why it can't be. */
export async function* priceOrders(valid: string, catalogue: Catalogue, rates: Rates): AsyncGenerator<Sorted<"priced" | "rejected">> {
  for await (const order of readRows<Order>(valid)) {
    const priced = price(order, catalogue, rates);
    yield { into: "reason" in priced ? "rejected" : "priced", row: priced };
  }
}

function price(order: Order, catalogue: Catalogue, rates: Rates): PricedOrder | Rejection {
  const { file, line, orderId, sku, currency, quantity, unitPrice } = order;
  const reject = (reason: string): Rejection => ({ file, line, orderId, reason });
  const product = catalogue[sku];
  if (!product) return reject(`sku '${sku}' is not a product`);
  const listPrice = product.prices.find(({ from }) => from <= order.day);
  if (!listPrice) return reject(`sku '${sku}' has no price on ${order.day}`);
  const rate = rates[currency];
  if (!rate) return reject(`currency '${currency}' has no rate`);
  const paid = Math.round((quantity * unitPrice) / rate);
  return { ...order, product: product.name, category: product.category, paid, list: quantity * listPrice.cents };
}

/** The rows of a table as tuples of the columns asked for. A broken row breaks the table. */
async function* readTable<const Columns extends readonly string[]>(
  folder: string,
  name: string,
  columns: Columns,
): AsyncGenerator<{ [K in keyof Columns]: string }> {
  try {
    for await (const row of readCsv(join(folder, name), columns)) yield pick(row, columns);
  } catch (error) {
    throw error instanceof UnreadableFile ? new UnreadableFile(`${name} ${error.message}`) : error;
  }
}

function pick<const Columns extends readonly string[]>({ line, fields, fault }: CsvRow, columns: Columns) {
  if (fault) throw new UnreadableFile(`${fault} on line ${line}`);
  return columns.map((column) => fields[column] ?? "") as { [K in keyof Columns]: string };
}

/** Adds up accepted order lines. All money is whole euro cents, so that sums are exact. */
import type { PricedOrder } from "./pricing.ts";

/** A sum over the lines that have something in common. */
export interface Sum {
  readonly name: string;
  readonly lines: number;
  readonly units: number;
  readonly paid: number;
  readonly list: number;
}

export interface Totals {
  readonly orders: number;
  readonly all: Sum;
  readonly byDay: readonly Sum[];
  readonly byCountry: readonly Sum[];
  readonly byCategory: readonly Sum[];
  readonly byProduct: readonly Sum[];
}

export async function addUp(orders: AsyncIterable<PricedOrder>): Promise<Totals> {
  const ids = new Set<string>();
  const all = new Group();
  const days = new Group();
  const countries = new Group();
  const categories = new Group();
  const products = new Group();
  for await (const order of orders) {
    ids.add(order.orderId);
    all.add("all", order);
    days.add(order.day, order);
    countries.add(order.country, order);
    categories.add(order.category, order);
    products.add(order.product, order);
  }
  return {
    orders: ids.size,
    all: all.sums()[0] ?? { name: "all", lines: 0, units: 0, paid: 0, list: 0 },
    byDay: days.sums((a, b) => compare(a.name, b.name)),
    byCountry: countries.sums(),
    byCategory: categories.sums(),
    byProduct: products.sums(),
  };
}

class Group {
  readonly #sums = new Map<string, Sum>();

  add(name: string, { quantity, paid, list }: PricedOrder): void {
    const sum = this.#sums.get(name) ?? { name, lines: 0, units: 0, paid: 0, list: 0 };
    this.#sums.set(name, { name, lines: sum.lines + 1, units: sum.units + quantity, paid: sum.paid + paid, list: sum.list + list });
  }

  /** The sums, by default the largest first. */
  sums(order = (a: Sum, b: Sum) => b.paid - a.paid || compare(a.name, b.name)): Sum[] {
    return [...this.#sums.values()].sort(order);
  }
}

// Not localeCompare, whose answer depends on the machine's language.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Finds order lines that came in before: branches send a file again when they aren't sure that it arrived. */
import type { Origin } from "./order.ts";
import type { PricedOrder } from "./pricing.ts";
import type { Sorted } from "./rows.ts";

/** An order line that came in before. */
export interface Duplicate extends Origin {
  readonly orderId: string;
  readonly sku: string;
  /** Whether it says the same as the first one, which is kept in either case. */
  readonly same: boolean;
  readonly first: Origin;
}

/** Keeps the first line of each order and product. Remembers one short text a line, not the lines. */
export async function* separateDuplicates(orders: AsyncIterable<PricedOrder>): AsyncGenerator<Sorted<"orders" | "repeats">> {
  const seen = new Map<string, Origin & { content: string }>();
  for await (const order of orders) {
    const { file, line, orderId, sku, quantity, paid } = order;
    const content = `${quantity} ${paid}`;
    const key = JSON.stringify([orderId, sku]);
    const first = seen.get(key);
    if (first) {
      const duplicate: Duplicate = {
        file,
        line,
        orderId,
        sku,
        same: first.content === content,
        first: { file: first.file, line: first.line },
      };
      yield { into: "repeats", row: duplicate };
    } else {
      seen.set(key, { file, line, content });
      yield { into: "orders", row: order };
    }
  }
}

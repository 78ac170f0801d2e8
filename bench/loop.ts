/** The pipelines that the benchmarks of a hop run. */
import { Pipeline, step } from "../src/index.ts";
import { countHop } from "./windows.ts";

/** About 1 KB as JSON: what a step of an order pipeline carries. */
export const order = {
  id: "01934f2e-7f9c-7a41-b2c7-7d2a5c1f0b11",
  customer: { name: "Ada Lovelace", country: "GB", address: "12 St James's Square, London" },
  items: Array.from({ length: 6 }, (_, index) => ({ sku: `SKU-${index}`, count: index + 1, price: 9.5 + index, note: "a short note" })),
  flags: [true, false, null],
  remarks: "x".repeat(320),
};

/** Turns, each reading all that it carries. */
export class Loop extends Pipeline {
  @step()
  start({ hops }: { hops: number }) {
    return this.next("turn", { left: hops - 2, order });
  }

  @step()
  turn({ left, order }: { left: number; order: unknown }) {
    countHop();
    return left > 0 ? this.next("turn", { left: left - 1 }) : this.next("end", { order: order as null });
  }

  @step()
  end({ order }: { order: unknown }) {
    return this.done(order !== undefined);
  }
}

/** Turns, none of which reads the large value that it carries. */
export class Carry extends Pipeline {
  @step()
  start({ hops, size }: { hops: number; size: number }) {
    return this.next("turn", { left: hops - 2, large: "x".repeat(size - 2) });
  }

  @step()
  turn({ left }: { left: number }) {
    return left > 0 ? this.next("turn", { left: left - 1 }) : this.next("end");
  }

  @step()
  end({ large }: { large: string }) {
    return this.done(large.length);
  }
}

/** Ten steps: the first makes 10 MiB, the second and the last read it. */
export class TwoOfTen extends Pipeline {
  @step()
  start() {
    return this.next("first", { large: "x".repeat(10 * 2 ** 20 - 2) });
  }

  @step()
  first({ large }: { large: string }) {
    return this.next("turn", { left: 7, size: large.length });
  }

  @step()
  turn({ left }: { left: number }) {
    return left > 1 ? this.next("turn", { left: left - 1 }) : this.next("last");
  }

  @step()
  last({ large, size }: { large: string; size: number }) {
    return this.done(large.length === size);
  }
}

/** What each step reads, as `orchwits` reads it from their source. */
export function readsOf(pipeline: new () => object): ReadonlyMap<string, ReadonlySet<string> | "all"> {
  if (pipeline === Loop) return new Map([["turn", new Set(["left", "order"])]]);
  return new Map([["turn", new Set(["left"])]]);
}

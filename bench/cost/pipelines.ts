/** Pipelines of ten steps that differ in nothing but how much they set. */
import { Pipeline, step } from "orchwits";

const hops = 10;

/** A state of about 1 KB of which each step changes a little: what steps do mostly. */
export class Small extends Pipeline {
  @step()
  start({ note }: { order: Record<string, string>; note?: string }) {
    return this.next("work", { left: hops - 1, note: note ?? "taken in" });
  }

  @step()
  work({ order, left, note }: { order: Record<string, string>; left: number; note: string }) {
    if (left === 1) return this.done({ note, lines: Object.keys(order).length });
    return this.next("work", { left: left - 1, note: `looked at by step ${left}, and found to be in good order` });
  }
}

/** Each step sets a text of its own, of 2 KB. */
export class Medium extends Pipeline {
  @step()
  start({ text }: { text: string }) {
    return this.next("work", { text, left: hops - 1 });
  }

  @step()
  work({ text, left }: { text: string; left: number }) {
    if (left === 1) return this.done({ length: text.length });
    return this.next("work", { left: left - 1, text: `${text.slice(0, 2_000)} ${left}` });
  }
}

/** Each step reads a text of 100 KB, too large to travel, and sets another. */
export class Large extends Pipeline {
  @step()
  start({ text }: { text: string }) {
    return this.next("work", { text: text.repeat(50), left: hops - 1 });
  }

  @step()
  work({ text, left }: { text: string; left: number }) {
    if (left === 1) return this.done({ length: text.length });
    return this.next("work", { left: left - 1, text: `${text.slice(0, 100_000)} ${left}` });
  }
}

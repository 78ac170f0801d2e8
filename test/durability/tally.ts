/** A pipeline whose steps leave a trace outside: each run of each hop appends what it was given and what it gave. */
import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Pipeline, RetryLater, type StepContext, step } from "../../src/index.ts";

/** One run of one hop. A hop can run again after a crash, but only one of its runs may be what the next hop was given. */
export interface Trace {
  readonly execution: string;
  readonly hop: number;
  readonly attempt: number;
  /** Which run gave what this one was given, null for the first hop. */
  readonly after: string | null;
  /** This run. */
  readonly run: string;
}

interface Count {
  readonly left: number;
  readonly sum: number;
  readonly text: string;
  readonly run: string;
}

export class Tally extends Pipeline {
  @step()
  start({ steps }: { steps: number }, context: StepContext) {
    return this.next("add", { left: steps, sum: 0, text: "", run: trace(context, null) });
  }

  @step()
  async add({ left, sum, text, run }: Count, context: StepContext) {
    const mine = trace(context, run);
    if (left % 3 === 0) await sleep(1 + (left % 5));
    // More than travels inline, and another value each time that it is longer.
    const longer = left % 17 === 0 ? `${text}${String(left).padStart(4, "-")}`.padEnd(40_000, "*") : text.slice(0, 8);
    const set = { left: left - 1, sum: sum + left, text: longer, run: mine };
    if (left <= 1) return this.next("end", set);
    if (left % 13 === 0) return this.next("falter", set);
    return left % 29 === 0 ? this.next("add", set, { after: "40ms" }) : this.next("add", set);
  }

  @step()
  falter({ run }: { run: string }, context: StepContext) {
    const mine = trace(context, run);
    if (context.attempt === 1) throw new RetryLater("20ms");
    return this.next("add", { run: mine });
  }

  @step()
  end({ sum, run }: { sum: number; run: string }, context: StepContext) {
    return this.done({ sum, run: trace(context, run) });
  }
}

/** Between line ends, as a kill can cut a write short where a page of the file ends: what is cut short counts for nothing, and did nothing. */
function trace({ execution, hop, attempt }: StepContext, after: string | null): string {
  const run = randomUUID();
  appendFileSync(process.env.TALLY as string, `\n${JSON.stringify({ execution, hop, attempt, after, run } satisfies Trace)}\n`);
  return run;
}

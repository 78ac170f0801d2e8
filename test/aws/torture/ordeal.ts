/** A pipeline in which every step tells a tally outside that it ran, and then does what it is told to: work, or go wrong in its own way. */
import { randomUUID } from "node:crypto";
import { Pipeline, RetryLater, type StepContext, step } from "../../../src/index.ts";
import { misbehave } from "./misbehave.ts";
import { tell } from "./tell.ts";

interface Travelled {
  /** The steps that are still to come. */
  readonly route: readonly string[];
  /** Of everything that happened so far: the same however often something went wrong. */
  readonly sum: number;
  /** The run that gave this state. */
  readonly last: string;
}

const largeCharacters = 50_000;

export class Ordeal extends Pipeline {
  // Short, so that the leases of the dead end soon; steps that are held for longer have more.
  static override readonly stack = {
    memory: 128,
    environment: { TALLY: { Ref: "TallyUrl" } },
    properties: { Timeout: 3 },
  };

  @step({ retry: { attempts: 5, first: "10ms" } })
  async start({ route, seed }: { route: readonly string[]; seed: number }, context: StepContext) {
    return this.onward({ route, sum: seed, last: await this.leaveTrace(context, null) }, 1);
  }

  @step({ retry: { attempts: 5, first: "10ms" } })
  async work(state: Travelled, context: StepContext) {
    return this.onward({ ...state, last: await this.leaveTrace(context, state.last) }, 2);
  }

  /** Is held for so long that Lambda's own retries are over before its lease is. */
  @step({ retry: { attempts: 5, first: "10ms" }, properties: { Timeout: 6 } })
  async toil(state: Travelled, context: StepContext) {
    return this.onward({ ...state, last: await this.leaveTrace(context, state.last) }, 3);
  }

  /** Never runs in more than two processes at once, so that Lambda refuses others. */
  @step({ retry: { attempts: 5, first: "10ms" }, reservedConcurrency: 2 })
  async queue(state: Travelled, context: StepContext) {
    return this.onward({ ...state, last: await this.leaveTrace(context, state.last) }, 4);
  }

  @step({ retry: { attempts: 5, first: "10ms" } })
  async patient(state: Travelled, context: StepContext) {
    const last = await this.leaveTrace(context, state.last);
    if (context.attempt === 1) throw new RetryLater("1s");
    return this.onward({ ...state, last }, 5);
  }

  @step({ retry: { attempts: 5, first: "10ms" } })
  async late({ route, sum, last: before }: Travelled, context: StepContext) {
    const last = await this.leaveTrace(context, before);
    return this.next("work", { route, sum: mix(sum, 6), last }, { after: "1s" });
  }

  @step({ retry: { attempts: 5, first: "10ms" } })
  async far({ route, sum, last: before }: Travelled, context: StepContext) {
    const last = await this.leaveTrace(context, before);
    return this.next("work", { route, sum: mix(sum, 7), last }, { after: "16m" });
  }

  @step({ retry: { attempts: 5, first: "10ms" } })
  async large({ route, sum, last: before }: Travelled, context: StepContext) {
    const last = await this.leaveTrace(context, before);
    return this.next("measure", { route, sum, last, text: `${sum} `.padEnd(largeCharacters, `${sum}`) });
  }

  @step({ retry: { attempts: 5, first: "10ms" } })
  async measure({ route, sum, last: before, text }: Travelled & { text: string }, context: StepContext) {
    const last = await this.leaveTrace(context, before);
    const right = text.length === largeCharacters && text.startsWith(`${sum} `);
    return this.onward({ route, sum, last }, right ? 8 : 9);
  }

  @step({ retry: { attempts: 5, first: "10ms" } })
  async end({ sum, last }: { sum: number; last: string }, context: StepContext) {
    return this.done({ sum, last: await this.leaveTrace(context, last) });
  }

  override async onFailure(error: Error, state: Record<string, unknown>) {
    await tell({ step: "onFailure", error: error.name, after: String(state.last ?? null), run: randomUUID() });
  }

  /** Tells the tally of this run, and does what it says. */
  private async leaveTrace(context: StepContext, after: string | null): Promise<string> {
    const { execution, step, hop, attempt, signal } = context;
    const run = randomUUID();
    await misbehave(await tell({ execution, step, hop, attempt, after, run }), signal);
    return run;
  }

  private onward({ route: [next = "end", ...route], sum, last }: Travelled, kind: number) {
    const set = { route, sum: mix(sum, kind), last };
    return this.when(next, {
      work: this.next("work", set),
      toil: this.next("toil", set),
      queue: this.next("queue", set),
      patient: this.next("patient", set),
      late: this.next("late", set),
      far: this.next("far", set),
      large: this.next("large", set),
      default: this.next("end", set),
    });
  }
}

function mix(sum: number, kind: number): number {
  return (sum * 31 + kind) % 1_000_003;
}

/** Pipelines for the tests of the testing kit. */
import { Pipeline, type StepContext, step } from "orchwits";

export class Cafe extends Pipeline {
  @step()
  async start({ choice }: { choice?: "c" | "t" }) {
    return this.when(choice, { c: this.next("coffee", { beans: 12 }), default: this.next("tea", { leaves: 3 }) });
  }

  @step()
  tea() {
    return this.next("coffee", { beans: 5 }, { drop: "*" });
  }

  @step()
  coffee({ beans }: { beans: number }, { log }: StepContext) {
    log.info("grinding", { beans });
    return this.next("drink", { milk: beans > 10 }, { after: "2m" });
  }

  @step()
  drink({ milk }: { milk?: boolean }) {
    return this.done({ milk: milk ?? false });
  }
}

export class Payment extends Pipeline {
  @step()
  start({ amount }: { amount: number }) {
    return this.next("charge", { cents: amount * 100 });
  }

  @step({ timeout: "1m", retry: { attempts: 4, first: "10s", max: "30s" } })
  async charge({ cents }: { cents: number }): Promise<ReturnType<typeof this.receipt>> {
    throw new Error(`no network in tests, for ${cents}`);
  }

  @step()
  ship({ receipt }: { receipt: string }) {
    return this.done({ receipt });
  }

  protected receipt() {
    return this.next("ship", { receipt: "real" as string });
  }
}

/** What a run does with a pipeline, seen from outside. */
import { Pipeline, run, step } from "orchwits";
import { expect, test } from "vitest";

class Cafe extends Pipeline {
  @step()
  async start({ choice }: { choice?: "c" | "t" }) {
    return this.when(choice, { c: this.next("coffee", { beans: 12 }), default: this.next("tea") });
  }

  @step()
  tea() {
    return this.next("coffee", { beans: 5 }, { drop: "*" });
  }

  @step()
  coffee({ beans }: { beans: number }) {
    return this.next("drink", { milk: beans > 10 });
  }

  @step()
  drink({ milk }: { milk?: boolean }) {
    return this.done({ milk: milk ?? false });
  }
}

test("runs to the result", async () => {
  expect(await run(Cafe, { choice: "c" })).toEqual({ milk: true });
  expect(await run(Cafe)).toEqual({ milk: false });
});

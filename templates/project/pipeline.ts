import { Pipeline, step } from "orchwits";

/** Serves coffee or tea. Each decorated method is a step; what it returns says where to go next and what changes. */
export class Cafe extends Pipeline {
  @step()
  start({ choice }: { choice: "c" | "t" }) {
    return this.when(choice, {
      c: this.next("coffee", { beans: 12 }),
      t: this.next("tea"),
    });
  }

  @step()
  tea() {
    return this.next("drink", { drink: "tea", milk: false });
  }

  @step({ memory: 512, timeout: "2m" })
  coffee({ beans }: { beans: number }) {
    console.log(`Put ${beans} beans into the machine`);
    return this.next("drink", { drink: "coffee", milk: true });
  }

  @step()
  drink({ drink, milk }: { drink: string; milk: boolean }) {
    return this.done({ drink, milk });
  }
}

/** The smallest pipeline with a branch, a default and a state that grows on the way: coffee at once, or after tea. */
import { Pipeline, step } from "orchwits";

export class Cafe extends Pipeline {
  /** Asks what it may be. */
  @step()
  async start({ choice }: { choice?: "c" | "t" }) {
    const beans = 12;
    return this.when(choice, {
      c: this.next("coffee", { beans }),
      default: this.next("tea"),
    });
  }

  /** Has a tea first, and forgets everything. */
  @step({ layers: [{ Ref: "MorePackagesLayer" }] })
  tea() {
    return this.next("coffee", { beans: 5 }, { drop: "*" });
  }

  /** Makes a coffee from the beans. */
  @step({ memory: 512, timeout: "2m" })
  coffee({ beans }: { beans: number }) {
    console.log(`Put ${beans} beans into the machine`);
    return this.next("drink", { milk: true });
  }

  /** Drinks it. */
  @step()
  drink({ milk }: { milk?: boolean }) {
    return this.done({ milk: milk ?? false });
  }
}

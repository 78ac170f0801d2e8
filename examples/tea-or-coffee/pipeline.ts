/** Tea or coffee, from the kettle to the cup: two conditions, a step that both ways share, and an end for the undecided. */
import { Pipeline, step } from "orchwits";

export class TeaOrCoffee extends Pipeline {
  /** Asks what it may be. */
  @step()
  start({ choice }: { choice?: string }) {
    return this.when(choice, {
      t: this.next("making_tea"),
      c: this.next("making_coffee"),
      default: this.next("nochoice"),
    });
  }

  @step()
  making_tea() {
    return this.next("boil_water", { choice: "tea", cups: 1 });
  }

  @step()
  making_coffee() {
    return this.next("boil_water", { choice: "coffee", cups: 2 });
  }

  /** Water for either. */
  @step({ timeout: "5m" })
  boil_water({ choice, cups }: { choice: "tea" | "coffee"; cups: number }) {
    const millilitres = 250 * cups;
    return this.when(choice, {
      coffee: this.next("grind", { millilitres }),
      default: this.next("dip", { millilitres }),
    });
  }

  @step()
  grind({ cups }: { cups: number }) {
    return this.next("pour_water", { ingredient: `${9 * cups} g of ground beans` });
  }

  @step()
  dip({ cups }: { cups: number }) {
    return this.next("pour_water", { ingredient: cups === 1 ? "a tea bag" : `${cups} tea bags` });
  }

  @step()
  pour_water({ millilitres, ingredient }: { millilitres: number; ingredient: string }) {
    return this.next("drink", { cup: `${millilitres} ml of hot water on ${ingredient}` });
  }

  @step()
  drink({ choice, cup }: { choice: "tea" | "coffee"; cup: string }) {
    return this.done({ drink: choice, cup });
  }

  @step()
  nochoice() {
    return this.done({ drink: "nothing", cup: "" } as const);
  }
}

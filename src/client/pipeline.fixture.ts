/** A pipeline for the tests of the client: its types are what counts. */
import { Pipeline } from "../authoring/pipeline.ts";
import { step } from "../authoring/step.ts";

export class Cafe extends Pipeline {
  @step()
  start({ choice }: { choice: "c" | "t" }) {
    return this.when(choice, { c: this.next("drink", { milk: true }), t: this.next("drink", { milk: false }) });
  }

  @step()
  drink({ milk }: { milk: boolean }) {
    return this.done({ milk });
  }
}

/** The pipeline whose step is measured: small, with a note that travels through it unread. */
import { Pipeline, step } from "orchwits";

export class Cafe extends Pipeline {
  @step()
  start({ note }: { note: string }) {
    return this.next("coffee", { beans: note.length });
  }

  @step()
  coffee({ beans }: { beans: number }) {
    return this.next("drink", { beans: beans - 1, milk: true });
  }

  @step()
  drink({ beans, milk, note }: { beans: number; milk: boolean; note: string }) {
    return this.done(`${note}: ${beans} beans${milk ? ", milk" : ""}`);
  }
}

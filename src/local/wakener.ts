/** Sleep that anything that happens ends early: a message sent here is worked on at once, not when someone looks next. */
import type { Clock } from "../engine/clock.ts";

export class Wakener {
  readonly #clock: Clock;
  #awake = false;
  #end: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ends the sleep, or keeps the next one from beginning. */
  wake(): void {
    this.#awake = true;
    this.#end?.();
  }

  /** @param milliseconds how long at most; undefined: until {@link wake} */
  async wait(milliseconds: number | undefined): Promise<void> {
    if (!this.#awake) {
      let cancel: (() => void) | undefined;
      await new Promise<void>((resolve) => {
        this.#end = resolve;
        if (milliseconds !== undefined) cancel = this.#clock.schedule(milliseconds, resolve);
      });
      cancel?.();
      this.#end = undefined;
    }
    this.#awake = false;
  }
}

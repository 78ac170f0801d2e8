/** The machine's clock, which tests can put forward: what waits for hours is due at once, and everything else goes on as it is. */
import type { Clock } from "../../src/engine/clock.ts";
import { realClock } from "../../src/local-aws/real-clock.ts";

interface Waiting {
  readonly due: number;
  readonly task: () => void;
  readonly background: boolean;
  cancel: () => void;
}

/** Processes of functions keep the machine's time, as computers keep theirs: nothing may depend on both being the same. */
export class ForwardClock implements Clock {
  #ahead = 0;
  readonly #waiting = new Set<Waiting>();

  now(): number {
    return Date.now() + this.#ahead;
  }

  schedule(delayMilliseconds: number, task: () => void, background = false): () => void {
    const waiting: Waiting = { due: this.now() + delayMilliseconds, task, background, cancel: () => {} };
    this.#waiting.add(waiting);
    this.#arm(waiting);
    return () => {
      waiting.cancel();
      this.#waiting.delete(waiting);
    };
  }

  /** Puts it forward. What falls due runs as soon as this turn of the loop is over. */
  advance(milliseconds: number): void {
    this.#ahead += milliseconds;
    for (const waiting of this.#waiting) {
      waiting.cancel();
      this.#arm(waiting);
    }
  }

  #arm(waiting: Waiting): void {
    const { due, task, background } = waiting;
    const run = () => {
      this.#waiting.delete(waiting);
      task();
    };
    waiting.cancel = realClock.schedule(Math.max(0, due - this.now()), run, background);
  }
}

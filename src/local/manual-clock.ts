/** A clock that stands still until it is told to go on, so that tests of delays take no time. */
import type { Clock } from "../engine/clock.ts";

interface Scheduled {
  readonly at: number;
  readonly task: () => void;
}

/** Time that only {@link advance} and {@link skip} move. */
export class ManualClock implements Clock {
  #now = 0;
  #scheduled: Scheduled[] = [];
  #waiting: (() => void)[] = [];

  now(): number {
    return this.#now;
  }

  schedule(delayMilliseconds: number, task: () => void): () => void {
    const scheduled = { at: this.#now + delayMilliseconds, task };
    this.#scheduled.push(scheduled);
    for (const wake of this.#waiting.splice(0)) wake();
    return () => {
      this.#scheduled = this.#scheduled.filter((other) => other !== scheduled);
    };
  }

  /** How many tasks are scheduled and not yet due. */
  get pending(): number {
    return this.#scheduled.length;
  }

  /** Moves time on, and runs what falls due, in order. */
  advance(milliseconds: number): void {
    const until = this.#now + milliseconds;
    for (let next = this.#next(); next && next.at <= until; next = this.#next()) {
      this.#scheduled = this.#scheduled.filter((other) => other !== next);
      this.#now = next.at;
      next.task();
    }
    this.#now = until;
  }

  /** Waits until something is scheduled, moves time to when it is due, and returns by how many milliseconds. */
  async skip(): Promise<number> {
    while (this.#scheduled.length === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const delay = (this.#next() as Scheduled).at - this.#now;
    this.advance(delay);
    return delay;
  }

  #next(): Scheduled | undefined {
    return this.#scheduled.reduce<Scheduled | undefined>((first, one) => (first && first.at <= one.at ? first : one), undefined);
  }
}

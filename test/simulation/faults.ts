/** Which faults happen in a run, how often, and how many at most: a run must come to its end. */
import type { Random } from "./random.ts";

/** What can befall a request to a port. The effect happens in all but the two named `before`. */
export type Fault = "none" | "crash-before" | "crash-after" | "error-before" | "error-after" | "slow-request" | "slow-answer";

const faults: readonly Fault[] = ["crash-before", "crash-after", "error-before", "error-after", "slow-request", "slow-answer"];

export class Faults {
  readonly #random: Random;
  readonly #rate: number;
  #left: number;
  /** How often each kind happened. */
  readonly counts = new Map<string, number>();

  constructor(random: Random) {
    this.#random = random;
    this.#rate = random.pick([0, 0.01, 0.03, 0.06, 0.12]);
    this.#left = random.between(5, 40);
  }

  get calm(): boolean {
    return this.#rate === 0;
  }

  ofRequest(): Fault {
    const fault = this.happens("request") ? this.#random.pick(faults) : "none";
    if (fault !== "none") this.#count(fault);
    return fault;
  }

  /** Whether something of a kind befalls what happens now. */
  happens(kind: string, weight = 1): boolean {
    if (this.#left <= 0 || !this.#random.chance(this.#rate * weight)) return false;
    this.#left--;
    if (kind !== "request") this.#count(kind);
    return true;
  }

  #count(kind: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }
}

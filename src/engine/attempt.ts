/** One run of one step's code, which a deadline or the caller may cut short. */
import type { Clock } from "./clock.ts";

/** How long a step that listens to its signal may take to clean up before it is left behind. */
const graceMilliseconds = 1_000;

/** Made anew each time that a step runs. */
export class Attempt {
  readonly #clock: Clock;
  #controller: AbortController | undefined;
  #leave: (() => void) | undefined;
  #aborted: { readonly reason: unknown } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  // Made on demand: most steps never look, and a signal costs more than all else in a hop.
  /** The signal to hand to the step. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#aborted) this.#controller.abort(this.#aborted.reason);
    }
    return this.#controller.signal;
  }

  /** Why it was cut short, if it was. */
  get aborted(): { readonly reason: unknown } | undefined {
    return this.#aborted;
  }

  /** Cuts it short. A step that listens has a moment to clean up, one that doesn't is left behind at once. */
  abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = { reason };
    this.#controller?.abort(reason);
    this.#leave?.();
  }

  /** Settles as what `call` returns, or rejects once it is cut short and left behind: look at {@link aborted} first. */
  async run(call: () => unknown): Promise<unknown> {
    const returned = call();
    if (!isThenable(returned)) return returned;
    let cancelGrace: (() => void) | undefined;
    try {
      return await new Promise<unknown>((resolve, reject) => {
        this.#leave = () => {
          if (this.#controller) cancelGrace = this.#clock.schedule(graceMilliseconds, () => reject(this.#aborted?.reason));
          else reject(this.#aborted?.reason);
        };
        returned.then(resolve, reject);
        if (this.#aborted) this.#leave();
      });
    } finally {
      this.#leave = undefined;
      cancelGrace?.();
    }
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

/** The port for time: everything that waits, waits through it, so that tests need not. */

/** A source of time. */
export interface Clock {
  /** Milliseconds since 1970, with fractions. */
  now(): number;
  /**
   * Calls `task` once, after a delay. Returns what calls it off.
   *
   * @param background whether it need not keep the process alive: a step that waits for nothing must not be kept waiting by housekeeping
   */
  schedule(delayMilliseconds: number, task: () => void, background?: boolean): () => void;
}

/** Waits, or rejects with the signal's reason as soon as that is aborted. */
export function wait(clock: Clock, milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.schedule(milliseconds, () => {
      signal?.removeEventListener("abort", abort);
      resolve();
    });
    signal?.addEventListener("abort", abort, { once: true });
  });
}

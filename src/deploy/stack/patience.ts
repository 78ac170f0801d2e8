/** How long to wait between two looks at what AWS does meanwhile. */
import { setTimeout as sleep } from "node:timers/promises";

/** Begins a series of waits. */
export type Patience = () => () => Promise<void>;

/** Soon at first, for what is quick; then seldom enough for CloudFormation's own limits. Ends at once when the signal is aborted. */
export function growingPatience(signal?: AbortSignal): Patience {
  return () => {
    let milliseconds = 100;
    return async () => {
      await sleep(milliseconds, undefined, { signal }).catch(() => {});
      signal?.throwIfAborted();
      milliseconds = Math.min(2_000, milliseconds * 1.5);
    };
  };
}

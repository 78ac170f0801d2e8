/** The clock of the machine that a function runs on. */
import type { Clock } from "../engine/clock.ts";

/** Real time. No function lives as long as a timer can last (24 days), so that delays need not be split. */
export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(delayMilliseconds, task, background = false) {
    const timer = setTimeout(task, delayMilliseconds);
    if (background) timer.unref();
    return () => clearTimeout(timer);
  },
};

/** The machine's own clock: what the local AWS goes by unless a test gives it another. */
import type { Clock } from "../engine/clock.ts";

/** The longest delay that a timer takes: a longer one would fire at once. */
const longestTimer = 2 ** 31 - 1;

export const realClock: Clock = {
  now: () => Date.now(),
  schedule(delayMilliseconds, task, background = false) {
    const due = Date.now() + delayMilliseconds;
    let timer: NodeJS.Timeout;
    const arm = () => {
      const left = due - Date.now();
      timer = left > longestTimer ? setTimeout(arm, longestTimer) : setTimeout(task, Math.max(0, left));
      if (background) timer.unref();
    };
    arm();
    return () => clearTimeout(timer);
  },
};

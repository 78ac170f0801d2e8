/** The clock of this machine. */
import type { Clock } from "../engine/clock.ts";

/** The longest delay that a timer takes: a longer one would fire at once. */
const longestTimerMilliseconds = 2 ** 31 - 1;

/** Real time, with delays of any length. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  schedule(delayMilliseconds, task, background = false) {
    let timer: NodeJS.Timeout;
    const arm = (left: number) => {
      const now = Math.min(left, longestTimerMilliseconds);
      timer = setTimeout(() => (left > now ? arm(left - now) : task()), now);
      if (background) timer.unref();
    };
    arm(delayMilliseconds);
    return () => clearTimeout(timer);
  },
};

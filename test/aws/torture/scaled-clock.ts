/** A clock for a torture, on which Lambda's minutes are seconds. */
import type { Clock } from "../../../src/engine/clock.ts";
import { realClock } from "../../../src/local-aws/real-clock.ts";

/**
 * Runs so many times as fast as the machine's. Only for what waits inside Lambda: functions keep the machine's time, and so do the leases
 * that they take, which retries of Lambda may find still there, as those of functions with long timeouts are.
 */
export function scaledClock(factor: number): Clock {
  const began = Date.now();
  return {
    now: () => began + (Date.now() - began) * factor,
    schedule: (delayMilliseconds, task, background) => realClock.schedule(delayMilliseconds / factor, task, background),
  };
}

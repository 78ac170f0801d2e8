/** Durations as people write them: `"30s"`, `"2h"`. One notation for delays, timeouts and retries. */

const millisecondsPerUnit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

type Unit = keyof typeof millisecondsPerUnit;

/** A number and a unit: `ms`, `s`, `m`, `h` or `d`. */
export type Duration = `${number}${Unit}`;

/** The longest delay that an execution can wait: EventBridge Scheduler and the journal's time to live both reach a year. */
export const longestDelayMilliseconds = 365 * millisecondsPerUnit.d;

/** Milliseconds in a duration, rounded up to a whole one; undefined where {@link parseDuration} says what is wrong. */
export function millisecondsIn(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  const milliseconds = match ? Math.ceil(Number(match[1]) * millisecondsPerUnit[match[2] as Unit]) : Infinity;
  return milliseconds <= longestDelayMilliseconds ? milliseconds : undefined;
}

/**
 * Milliseconds in a duration, rounded up to a whole one.
 *
 * @throws {RangeError} when the text is no duration, is negative, or is longer than a year
 * @example parseDuration("1.5s") // 1500
 */
export function parseDuration(text: string): number {
  const milliseconds = millisecondsIn(text);
  if (milliseconds !== undefined) return milliseconds;
  if (/^\d+(\.\d+)?(ms|s|m|h|d)$/.test(text))
    throw new RangeError(`'${text}' is longer than a year, the longest that an execution can wait.`);
  throw new RangeError(`'${text}' is not a duration. Write a number and a unit (ms, s, m, h, d), such as "30s" or "2h".`);
}

/** A duration for people: `640 µs`, `12 ms`, `3.4 s`, `2 m 5 s`. */
export function formatMilliseconds(milliseconds: number): string {
  if (milliseconds < 1) return `${Math.round(milliseconds * 1_000)} µs`;
  if (milliseconds < 1_000) return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.round((seconds % 3_600) / 60)} m`;
}

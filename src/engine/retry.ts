/** When a failed step runs again: decided from its policy alone, so that it is the same here and on Lambda. */
import { RetryLater } from "../authoring/retry-later.ts";
import type { RetryPolicy } from "../authoring/step-options.ts";
import { parseDuration } from "../model/duration.ts";

const defaultAttempts = 5;

/**
 * How long to wait before an attempt, in whole milliseconds.
 *
 * Exponential with full jitter: anything between 0 and `first`, 2 × `first`, 4 × `first` … up to `max`. Jitter keeps executions that
 * failed together from coming back together.
 *
 * @param attempt the attempt to come: 2 for the first one that is a retry
 * @param random from 0 to below 1
 */
export function delayBeforeAttempt(policy: RetryPolicy, attempt: number, random: number): number {
  const first = parseDuration(policy.first ?? "1s");
  const max = parseDuration(policy.max ?? "15m");
  if (policy.backoff === "fixed") return Math.min(first, max);
  return Math.round(random * Math.min(max, first * 2 ** (attempt - 2)));
}

/** How many times a step may run that fails like this, and how long it waits before the next one. Undefined: not again. */
export function planRetry(
  error: unknown,
  attempt: number,
  policy: RetryPolicy | undefined,
  random: () => number,
): { readonly delayMilliseconds: number } | undefined {
  if (attempt >= attemptsAllowed(error, policy)) return undefined;
  if (error instanceof RetryLater) return { delayMilliseconds: error.delayMilliseconds };
  return policy && { delayMilliseconds: delayBeforeAttempt(policy, attempt + 1, random()) };
}

/** Runs in all, the first included. */
export function attemptsAllowed(error: unknown, policy: RetryPolicy | undefined): number {
  return error instanceof RetryLater || policy ? (policy?.attempts ?? defaultAttempts) : 1;
}

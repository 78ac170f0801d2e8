/** Delays follow from the policy alone. */
import fc from "fast-check";
import { RetryLater } from "orchwits";
import { expect, test } from "vitest";
import { attemptsAllowed, delayBeforeAttempt, planRetry } from "./retry.ts";

test("fixed delays stay the same", () => {
  const delays = [2, 3, 9].map((attempt) => delayBeforeAttempt({ backoff: "fixed", first: "3s" }, attempt, 0.5));
  expect(delays).toEqual([3_000, 3_000, 3_000]);
});

test("exponential delays double up to the longest, and jitter takes a part of them", () => {
  const delays = [2, 3, 4, 5, 6].map((attempt) => delayBeforeAttempt({ first: "1s", max: "5s" }, attempt, 0.5));
  expect(delays).toEqual([500, 1_000, 2_000, 2_500, 2_500]);
});

test("no delay is negative, fractional or beyond the longest, however many attempts", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 5_000 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, random) => {
      const delay = delayBeforeAttempt({ max: "10m" }, attempt, random);
      expect(Number.isInteger(delay) && delay >= 0 && delay <= 600_000).toBe(true);
    }),
  );
});

test("RetryLater runs 5 times by default, or as often as the policy says, after its own delay", () => {
  const later = new RetryLater("30s");
  expect(planRetry(later, 4, undefined, Math.random)).toEqual({ delayMilliseconds: 30_000 });
  expect(planRetry(later, 5, undefined, Math.random)).toBeUndefined();
  expect(planRetry(later, 2, { attempts: 2 }, Math.random)).toBeUndefined();
  expect(planRetry(later, 1, { attempts: 2, first: "1s" }, Math.random)).toEqual({ delayMilliseconds: 30_000 });
});

test("another error runs again only where the step has a policy", () => {
  expect(attemptsAllowed(new Error("no"), undefined)).toBe(1);
  expect(planRetry(new Error("no"), 1, undefined, Math.random)).toBeUndefined();
  expect(planRetry("no", 1, { backoff: "fixed" }, Math.random)).toEqual({ delayMilliseconds: 1_000 });
  expect(planRetry("no", 5, {}, Math.random)).toBeUndefined();
});

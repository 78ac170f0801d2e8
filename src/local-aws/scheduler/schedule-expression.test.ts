/** When schedules are due. */
import { describe, expect, test } from "vitest";
import { nextTime } from "./schedule-expression.ts";

const utc = (text: string) => Date.parse(`${text}:00Z`);
const next = (expression: string, after: string, timezone = "UTC") => {
  const time = nextTime(expression, timezone, utc(after), utc("2026-01-01T00:00"));
  return time === undefined ? undefined : new Date(time).toISOString().slice(0, 16);
};

describe("cron", () => {
  test.each([
    ["cron(0 8 * * ? *)", "2026-03-01T07:59", "2026-03-01T08:00"],
    ["cron(0 8 * * ? *)", "2026-03-01T08:00", "2026-03-02T08:00"],
    ["cron(0/15 * * * ? *)", "2026-03-01T08:16", "2026-03-01T08:30"],
    ["cron(30 1,13 ? * MON-FRI *)", "2026-11-20T13:30", "2026-11-23T01:30"],
    ["cron(0 0 29 FEB ? *)", "2026-03-01T00:00", "2028-02-29T00:00"],
    ["cron(0 0 1 1 ? 2027)", "2026-03-01T00:00", "2027-01-01T00:00"],
    ["cron(0 0 1 1 ? 2025)", "2026-03-01T00:00", undefined],
  ])("%s after %s is %s", (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });

  test("goes by the clocks of its zone, also when they change", () => {
    expect(next("cron(0 8 * * ? *)", "2026-07-01T00:00", "Europe/Berlin")).toBe("2026-07-01T06:00");
    expect(next("cron(0 8 * * ? *)", "2026-12-01T00:00", "Europe/Berlin")).toBe("2026-12-01T07:00");
    expect(next("cron(0 8 * * ? *)", "2026-10-24T22:30", "Europe/Berlin")).toBe("2026-10-25T07:00");
  });
});

test("a rate counts from its beginning", () => {
  expect(next("rate(1 hour)", "2026-01-01T00:00")).toBe("2026-01-01T01:00");
  expect(next("rate(1 hour)", "2026-01-01T05:59")).toBe("2026-01-01T06:00");
  expect(next("rate(2 days)", "2026-01-01T06:00")).toBe("2026-01-03T00:00");
});

test("a time in a zone is that of its clocks", () => {
  expect(next("at(2026-07-01T12:00:00)", "2026-01-01T00:00", "America/New_York")).toBe("2026-07-01T16:00");
  expect(() => next("at(2026-07-01T12:00:00)", "2026-01-01T00:00", "Mars/Base")).toThrow("Mars/Base");
});

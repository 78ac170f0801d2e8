/** What Scheduler refuses: times that can't be, and targets that it would fail to reach. */
import type { Target } from "@aws-sdk/client-scheduler";
import { expect, test } from "vitest";
import { openScheduler } from "./scheduler.fixture.ts";

test.each([
  "at(2026-01-01)",
  "at(2026-01-01T00:00:00Z)",
  "rate(0 minutes)",
  "rate(5 weeks)",
  "cron(* * * * *)",
  "cron(61 * * * ? *)",
  "soon",
])("refuses %s", async (expression) => {
  const { create, list } = await openScheduler();
  await expect(create(expression)).rejects.toMatchObject({ name: "ValidationException" });
  expect(await list()).toEqual([]);
});

test.each<[string, Partial<Target>]>([
  ["an input that is no JSON", { Input: "beans" }],
  ["more retries than there are", { RetryPolicy: { MaximumRetryAttempts: 186 } }],
  ["an age of less than a minute", { RetryPolicy: { MaximumEventAgeInSeconds: 59 } }],
  ["dead letters in order", { DeadLetterConfig: { Arn: "arn:aws:sqs:us-east-1:000000000000:dead.fifo" } }],
])("refuses %s", async (_, change) => {
  const { create, input, list } = await openScheduler();
  const target = { ...input("").Target, ...change } as Target;
  await expect(create("at(1970-01-02T00:00:00)", { Target: target })).rejects.toMatchObject({ name: "ValidationException" });
  expect(await list()).toEqual([]);
});

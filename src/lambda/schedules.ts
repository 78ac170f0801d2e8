/** Schedules: each invokes a function once, up to a year from now, and is gone. */
import { isAwsError } from "./aws/aws-error.ts";
import { sha256 } from "./aws/hashes.ts";
import type { HomeTools } from "./home-parts.ts";
import type { Carry } from "./lambda-dispatcher.ts";

/** Retries of a schedule's invocation: with its dead-letter queue, none is lost. */
const retries = { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 20 };

export function schedules({ client, clock, resources }: HomeTools): Carry {
  const { schedules: group, schedulerRole: role, deadLetters } = resources;
  return ({ message: { execution, branch, hop, attempt }, body, functionArn, afterMilliseconds }) => {
    if (!group || !role) return undefined;
    // The name tells one attempt of one hop, so that scheduling it twice is refused, and that is well.
    const name = sha256(JSON.stringify([execution, branch, hop, attempt]));
    const at = new Date(Math.ceil((clock.now() + afterMilliseconds) / 1_000) * 1_000).toISOString().slice(0, 19);
    const schedule = {
      GroupName: group,
      ScheduleExpression: `at(${at})`,
      ScheduleExpressionTimezone: "UTC",
      FlexibleTimeWindow: { Mode: "OFF" },
      ActionAfterCompletion: "DELETE",
      Target: {
        Arn: functionArn,
        RoleArn: role,
        Input: body,
        RetryPolicy: retries,
        ...(deadLetters && { DeadLetterConfig: { Arn: deadLetters } }),
      },
    };
    const headers = { "content-type": "application/json" };
    const request = { service: "scheduler", operation: "CreateSchedule", method: "POST", path: `/schedules/${name}`, headers } as const;
    return client.send({ ...request, body: JSON.stringify(schedule) }, () => undefined).catch(unlessThere);
  };
}

function unlessThere(error: unknown): void {
  if (!isAwsError(error, "ConflictException")) throw error;
}

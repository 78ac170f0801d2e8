/** Schedules: each invokes a function once, up to a year from now, and is gone. */
import { isAwsError } from "./aws/aws-error.ts";
import { sha256 } from "./aws/hashes.ts";
import type { HomeTools } from "./home-parts.ts";
import type { Carry } from "./lambda-dispatcher.ts";

/**
 * A schedule runs at any time within its minute, so that those of whole minutes are never early (EventBridge Scheduler user guide, "Schedule
 * types"), and one whose time has passed is refused: the next minute may be over before the request is there.
 */
const minute = 60_000;

/** Retries of a schedule's invocation: with its dead-letter queue, none is lost. */
const retries = { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 20 };

export function schedules({ client, clock, resources }: HomeTools): Carry {
  const { schedules: group, schedulerRole: role, deadLetters } = resources;
  return ({ message: { execution, branch, hop, attempt }, body, functionArn, afterMilliseconds }) => {
    if (!group || !role) return undefined;
    // The name tells one attempt of one hop, so that scheduling it twice is refused, and that is well.
    const name = sha256(JSON.stringify([execution, branch, hop, attempt]));
    const due = Math.ceil((clock.now() + Math.max(minute, afterMilliseconds)) / minute) * minute;
    const at = new Date(due).toISOString().slice(0, 19);
    const schedule = {
      GroupName: group,
      ScheduleExpression: `at(${at})`,
      ScheduleExpressionTimezone: "UTC",
      FlexibleTimeWindow: { Mode: "OFF" },
      ActionAfterCompletion: "DELETE",
      Target: {
        Arn: functionArn,
        RoleArn: role,
        // Scheduler replaces some words of its own, such as <aws.scheduler.execution-id>, wherever they stand: these are a user's.
        Input: body.replaceAll("<aws.scheduler.", "\\u003caws.scheduler."),
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

/** A scheduler for tests, as AWS's own client sees it: its clock, a function that notes its invocations, and a queue of dead letters. */
import { CreateScheduleCommand, type CreateScheduleCommandInput, ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { ManualClock } from "../../local/manual-clock.ts";
import { startTestAws } from "../clients.fixture.ts";
import type { Service } from "../service.ts";
import { ServiceError } from "../service-error.ts";

export const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:cafe-drink";

interface Options {
  readonly role?: boolean;
  readonly letters?: boolean;
  /** So many invocations fail first. */
  readonly failures?: number;
  readonly callersNow?: () => number;
}

export async function openScheduler({ role = true, letters = true, failures = 0, callersNow }: Options = {}) {
  const clock = new ManualClock();
  const invoked: unknown[] = [];
  const lambda: Service = {
    name: "lambda",
    actionsOf: () => [],
    async handle({ path, headers, body }) {
      if (failures-- > 0) throw new ServiceError("ServiceException", "not now", 500);
      invoked.push({ at: clock.now(), path, type: headers["x-amz-invocation-type"], body: body.toString() });
      return { status: 202 };
    },
  };
  const aws = await startTestAws({ clock, services: [lambda], ...(callersNow && { callersNow }) });
  const dead = await aws.queues.create("dead", { visibilityTimeoutSeconds: 30 });
  const allow = (Action: string, Resource: string) => ({ Effect: "Allow" as const, Action, Resource });
  const statements = [
    ...(role ? [allow("lambda:InvokeFunction", functionArn)] : []),
    ...(letters ? [allow("sqs:SendMessage", dead.arn)] : []),
  ];
  const { arn: RoleArn } = aws.principals.addRole("scheduler", statements);
  const client = new SchedulerClient(aws.as());
  const input = (ScheduleExpression: string, more: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
    Name: "later",
    ScheduleExpression,
    FlexibleTimeWindow: { Mode: "OFF" },
    ActionAfterCompletion: "DELETE",
    Target: {
      Arn: functionArn,
      RoleArn,
      Input: '{"$orchwits":{}}',
      RetryPolicy: { MaximumRetryAttempts: 2 },
      DeadLetterConfig: { Arn: dead.arn },
    },
    ...more,
  });
  const create = (...args: Parameters<typeof input>) => client.send(new CreateScheduleCommand(input(...args)));
  const list = async () => (await client.send(new ListSchedulesCommand({}))).Schedules?.map(({ Name }) => Name);
  return { aws, clock, client, invoked, dead, input, create, list };
}

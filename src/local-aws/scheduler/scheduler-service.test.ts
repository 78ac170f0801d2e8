/** Scheduler as AWS's own client sees it, and what it does when time has come: by a clock that only tests move. */
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { expect, test } from "vitest";
import { functionArn, openScheduler } from "./scheduler.fixture.ts";

/** Lets everything happen that needs no time. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("invokes the function at the time, once, and forgets the schedule", async () => {
  const { clock, invoked, create, list } = await openScheduler();
  await create("at(1970-01-01T00:20:00)");
  clock.advance(20 * 60_000 - 1);
  await settle();
  expect(invoked).toEqual([]);
  expect(await list()).toEqual(["later"]);
  clock.advance(1);
  await settle();
  expect(invoked).toEqual([
    {
      at: 1_200_000,
      path: `/2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`,
      type: "Event",
      body: '{"$orchwits":{}}',
    },
  ]);
  expect(await list()).toEqual([]);
  clock.advance(1e9);
  await settle();
  expect(invoked).toHaveLength(1);
});

test("knows time zones, and refuses a time that has passed", async () => {
  const { clock, invoked, create, client, input } = await openScheduler();
  clock.advance(Date.UTC(2026, 5, 30));
  await create("at(2026-07-01T12:00:00)", { ScheduleExpressionTimezone: "Europe/Berlin" });
  await expect(create("at(2026-06-30T00:00:00)", { Name: "late" })).rejects.toMatchObject({ name: "ValidationException" });
  await expect(client.send(new UpdateScheduleCommand(input("at(2026-06-01T12:00:00)")))).rejects.toMatchObject({
    name: "ValidationException",
  });
  clock.advance(Date.UTC(2026, 6, 1, 10) - clock.now());
  await settle();
  expect(invoked.at(-1)).toMatchObject({ at: Date.UTC(2026, 6, 1, 10) });
});

test("takes a time that has passed only by a clock that is ahead of its callers, and is due at once", async () => {
  const { clock, invoked, create } = await openScheduler({ callersNow: () => Date.UTC(2026, 5, 30) });
  clock.advance(Date.UTC(2026, 6, 30));
  await create("at(2026-07-01T12:00:00)");
  clock.advance(0);
  await settle();
  expect(invoked).toHaveLength(1);
  await expect(create("at(2026-06-30T00:00:00)")).rejects.toMatchObject({ name: "ValidationException" });
});

test("repeats rates and crons", async () => {
  const { clock, invoked, create, list } = await openScheduler();
  await create("rate(5 minutes)", { Name: "rate" });
  await create("cron(7 * * * ? *)", { Name: "cron" });
  clock.advance(10 * 60_000);
  await settle();
  expect(invoked).toMatchObject([{ at: 300_000 }, { at: 420_000 }, { at: 600_000 }]);
  expect(await list()).toEqual(["rate", "cron"]);
});

test("refuses a name that is taken, so that scheduling again does nothing", async () => {
  const { client, create, input, list } = await openScheduler();
  await create("at(1970-01-02T00:00:00)");
  await expect(create("at(1970-01-03T00:00:00)")).rejects.toMatchObject({ name: "ConflictException" });
  await client.send(new UpdateScheduleCommand(input("at(1970-01-04T00:00:00)")));
  expect(await client.send(new GetScheduleCommand({ Name: "later" }))).toMatchObject({
    ScheduleExpression: "at(1970-01-04T00:00:00)",
    ScheduleExpressionTimezone: "UTC",
    State: "ENABLED",
    GroupName: "default",
    Target: { Arn: functionArn, Input: '{"$orchwits":{}}' },
    CreationDate: new Date(0),
  });
  await client.send(new DeleteScheduleCommand({ Name: "later" }));
  expect(await list()).toEqual([]);
  await expect(client.send(new DeleteScheduleCommand({ Name: "later" }))).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("has groups, and deletes what is in them with them", async () => {
  const { clock, client, create, invoked, list } = await openScheduler();
  await expect(create("at(1970-01-01T00:01:00)", { GroupName: "cafe" })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await client.send(new CreateScheduleGroupCommand({ Name: "cafe" }));
  await create("at(1970-01-01T00:01:00)", { GroupName: "cafe" });
  expect(await client.send(new GetScheduleGroupCommand({ Name: "cafe" }))).toMatchObject({ Name: "cafe", State: "ACTIVE" });
  await client.send(new DeleteScheduleGroupCommand({ Name: "cafe" }));
  expect(await list()).toEqual([]);
  clock.advance(60_000);
  await settle();
  expect(invoked).toEqual([]);
});

test("tries again, later and later", async () => {
  const { aws, clock, invoked, create } = await openScheduler({ failures: 2 });
  await create("at(1970-01-01T00:01:00)");
  const delivering = [];
  for (const wait of [60_000, 1000, 2000]) {
    expect(invoked).toEqual([]);
    clock.advance(wait);
    await settle();
    delivering.push(aws.schedules.delivering);
  }
  expect(invoked).toMatchObject([{ at: 63_000 }]);
  // Whoever waits until nothing is left to happen must not miss what no list has any more.
  expect(delivering).toEqual([1, 1, 0]);
});

test("tells the function of its schedule where the input asks for it, the same time in each attempt", async () => {
  const { clock, invoked, create, input } = await openScheduler({ failures: 1 });
  const words = ["schedule-arn", "scheduled-time", "execution-id", "attempt-number"];
  const Input = JSON.stringify(words.map((word) => `a <aws.scheduler.${word}>`));
  await create("rate(5 minutes)", { Target: { ...input("").Target, Input } as CreateScheduleCommandInput["Target"] });
  clock.advance(300_000);
  await settle();
  clock.advance(1000);
  await settle();
  const [{ body }] = invoked as [{ body: string }];
  expect(JSON.parse(body)).toEqual([
    "a arn:aws:scheduler:us-east-1:000000000000:schedule/default/later",
    "a 1970-01-01T00:05:00Z",
    expect.stringMatching(/^a [0-9a-f]{16}$/),
    "a 2",
  ]);
});

test("sends what outlives its retries to the dead-letter queue, as the request that it could not make, with the reason", async () => {
  const { aws, clock, dead, invoked, create } = await openScheduler({ failures: 100 });
  await create("at(1970-01-01T00:01:00)");
  for (const wait of [60_000, 1000, 2000]) {
    clock.advance(wait);
    await settle();
  }
  expect(invoked).toEqual([]);
  const [message] = await aws.queues.receive(dead.arn, 10);
  expect(JSON.parse(message?.body ?? "")).toEqual({ FunctionName: functionArn, InvocationType: "Event", Payload: '{"$orchwits":{}}' });
  expect(message?.messageAttributes).toMatchObject({
    ERROR_CODE: { stringValue: "ServiceException" },
    EXHAUSTED_RETRY_CONDITION: { stringValue: "MaximumRetryAttempts" },
    IS_PAYLOAD_TRUNCATED: { stringValue: "false" },
    RETRY_ATTEMPTS: { stringValue: "2" },
    SCHEDULED_TIME: { stringValue: "1970-01-01T00:01:00Z" },
    TARGET_ARN: { stringValue: "arn:aws:scheduler:::aws-sdk:lambda:invoke" },
  });
});

test("sends there at once what no retry would change", async () => {
  const { aws, clock, dead, create } = await openScheduler({ role: false });
  await create("at(1970-01-01T00:01:00)");
  clock.advance(60_000);
  await settle();
  const [message] = await aws.queues.receive(dead.arn, 10);
  expect(message?.messageAttributes).toMatchObject({
    ERROR_CODE: { stringValue: "AccessDeniedException" },
    RETRY_ATTEMPTS: { stringValue: "0" },
  });
  expect(message?.messageAttributes).not.toHaveProperty("EXHAUSTED_RETRY_CONDITION");
  expect(aws.lines.at(-1)?.message).toContain("role/scheduler is not authorized to perform: lambda:InvokeFunction");
});

test("gives up what gets too old before its retries are used up", async () => {
  const { aws, clock, dead, invoked, create, input } = await openScheduler({ failures: 100 });
  const Target = { ...input("").Target, RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 60 } };
  await create("at(1970-01-01T00:01:00)", { Target: Target as CreateScheduleCommandInput["Target"] });
  for (const wait of [60_000, 1000, 2000, 4000, 8000, 16_000]) {
    clock.advance(wait);
    await settle();
  }
  expect(invoked).toEqual([]);
  const [message] = await aws.queues.receive(dead.arn, 10);
  expect(message?.messageAttributes).toMatchObject({
    EXHAUSTED_RETRY_CONDITION: { stringValue: "MaximumEventAgeInSeconds" },
    RETRY_ATTEMPTS: { stringValue: "5" },
  });
});

test("needs the role's permission for that, too", async () => {
  const { aws, clock, dead, create } = await openScheduler({ role: false, letters: false });
  await create("at(1970-01-01T00:01:00)");
  for (const wait of [60_000, 1000, 2000]) {
    clock.advance(wait);
    await settle();
  }
  expect(await aws.queues.receive(dead.arn, 10)).toEqual([]);
  expect(aws.lines.at(-1)?.message).toContain(`is lost: ${dead.arn} takes no dead letter: The execution role`);
});

test("wants the permission to pass the role on", async () => {
  const { aws, input } = await openScheduler();
  const resource = "arn:aws:scheduler:us-east-1:000000000000:schedule/default/*";
  const create = { Effect: "Allow", Action: "scheduler:CreateSchedule", Resource: resource } as const;
  const pass = { Effect: "Allow", Action: "iam:PassRole", Resource: "arn:aws:iam::000000000000:role/scheduler" } as const;
  const command = () => new CreateScheduleCommand(input("at(1970-01-01T00:01:00)"));
  await expect(new SchedulerClient(aws.asRole(create)).send(command())).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining("iam:PassRole on resource: arn:aws:iam::000000000000:role/scheduler"),
  });
  await new SchedulerClient(aws.asRole(create, pass)).send(command());
});

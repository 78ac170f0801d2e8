/** EventBridge Scheduler's API. */
import { readJson } from "../read-json.ts";
import type { Action, Service, ServiceRequest, ServiceResponse } from "../service.ts";
import { ServiceError } from "../service-error.ts";
import { groupArn, type Schedule, type Schedules, type StoredSchedule, scheduleArn } from "./schedules.ts";

interface Input {
  readonly GroupName?: string;
  readonly ScheduleExpression?: string;
  readonly ScheduleExpressionTimezone?: string;
  readonly State?: "ENABLED" | "DISABLED";
  readonly ActionAfterCompletion?: "NONE" | "DELETE";
  readonly FlexibleTimeWindow?: { readonly Mode: string };
  readonly Target?: {
    readonly Arn: string;
    readonly RoleArn: string;
    readonly Input?: string;
    readonly RetryPolicy?: { readonly MaximumRetryAttempts?: number; readonly MaximumEventAgeInSeconds?: number };
    readonly DeadLetterConfig?: { readonly Arn?: string };
  };
}

type Handler = (call: { readonly name: string; readonly group: string; readonly input: Input; readonly query: URLSearchParams }) => object;

interface Operation {
  readonly operation: string;
  readonly name: string;
  readonly group: string;
  readonly handler: Handler;
  readonly input: Input;
}

export function makeScheduler(schedules: Schedules): Service {
  const operations = operationsOn(schedules);
  const read = (request: ServiceRequest): Operation => {
    const [, kind, encoded] = request.path.split("/");
    const name = decodeURIComponent(encoded ?? "");
    const listed = name === "" ? "List" : ({ POST: "Create", GET: "Get", PUT: "Update", DELETE: "Delete" }[request.method] ?? "");
    const what = { schedules: "Schedule", "schedule-groups": "ScheduleGroup" }[kind ?? ""];
    const operation = `${listed}${what}${listed === "List" ? "s" : ""}`;
    const handler = operations[operation];
    if (!handler) throw new ServiceError("UnknownOperationException", `The local Scheduler has no ${request.method} ${request.path}.`, 404);
    const input = readJson<Input>(request);
    const group = input.GroupName ?? request.query.get("groupName") ?? "default";
    return { operation, name, group, handler, input };
  };
  return {
    name: "scheduler",
    actionsOf(request) {
      const { operation, name, group, input } = read(request);
      const resource = operation.includes("Group") ? groupArn(name || "*") : scheduleArn(name === "" ? "*" : group, name || "*");
      const actions: Action[] = [{ action: `scheduler:${operation}`, resource }];
      // Whoever makes a schedule gives its role away.
      if (input.Target) actions.push({ action: "iam:PassRole", resource: input.Target.RoleArn });
      return actions;
    },
    async handle(request): Promise<ServiceResponse> {
      const { handler, name, group, input } = read(request);
      const body = JSON.stringify(handler({ name, group, input, query: request.query }));
      return { status: 200, headers: { "content-type": "application/json" }, body };
    },
    async close() {
      schedules.close();
    },
  };
}

function operationsOn(schedules: Schedules): Readonly<Record<string, Handler>> {
  return {
    CreateSchedule: ({ name, group, input }) => ({ ScheduleArn: arnOf(schedules.put(readSchedule(name, group, input))) }),
    UpdateSchedule({ name, group, input }) {
      schedules.find(group, name);
      return { ScheduleArn: arnOf(schedules.put(readSchedule(name, group, input), true)) };
    },
    GetSchedule: ({ name, group }) => describe(schedules.find(group, name)),
    DeleteSchedule({ name, group }) {
      schedules.delete(group, name);
      return {};
    },
    ListSchedules({ query }) {
      const group = query.get("ScheduleGroup");
      const found = schedules
        .all()
        .filter((one) => (group ?? one.group) === one.group && one.name.startsWith(query.get("NamePrefix") ?? ""));
      return {
        Schedules: found.map((one) => {
          const { Target, ...summary } = describe(one);
          return { ...summary, Target: { Arn: one.target.arn } };
        }),
      };
    },
    CreateScheduleGroup({ name }) {
      if (schedules.groups().includes(name)) throw new ServiceError("ConflictException", `Schedule group ${name} already exists.`, 409);
      schedules.createGroup(name);
      return { ScheduleGroupArn: groupArn(name) };
    },
    GetScheduleGroup({ name }) {
      findGroup(schedules, name);
      return { Arn: groupArn(name), Name: name, State: "ACTIVE" };
    },
    DeleteScheduleGroup({ name }) {
      findGroup(schedules, name);
      schedules.deleteGroup(name);
      return {};
    },
    ListScheduleGroups: () => ({ ScheduleGroups: schedules.groups().map((Name) => ({ Arn: groupArn(Name), Name, State: "ACTIVE" })) }),
  };
}

function findGroup(schedules: Schedules, name: string): void {
  if (!schedules.groups().includes(name))
    throw new ServiceError("ResourceNotFoundException", `Schedule group ${name} does not exist.`, 404);
}

const arnOf = ({ group, name }: StoredSchedule) => scheduleArn(group, name);

function readSchedule(name: string, group: string, input: Input): Schedule {
  const { ScheduleExpression, ScheduleExpressionTimezone = "UTC", State = "ENABLED", ActionAfterCompletion = "NONE", Target } = input;
  if (!/^[\w.-]{1,64}$/.test(name)) throw invalid(`Value '${name}' at 'name' failed to satisfy constraint: 1 to 64 of [0-9a-zA-Z-_.]`);
  if (ScheduleExpression === undefined)
    throw invalid("Value null at 'scheduleExpression' failed to satisfy constraint: Member must not be null");
  if (!Target) throw invalid("Value null at 'target' failed to satisfy constraint: Member must not be null");
  if (!input.FlexibleTimeWindow) throw invalid("Value null at 'flexibleTimeWindow' failed to satisfy constraint: Member must not be null");
  if (!Target.Arn.includes(":lambda:"))
    throw invalid(`Provided Arn is not in correct format: the local AWS schedules functions only, not ${Target.Arn}`);
  if (!isJson(Target.Input)) throw invalid("Invalid Input: the input of a function must be well-formed JSON.");
  const { RetryPolicy: { MaximumRetryAttempts = 185, MaximumEventAgeInSeconds = 86_400 } = {}, DeadLetterConfig } = Target;
  if (MaximumRetryAttempts < 0 || MaximumRetryAttempts > 185 || MaximumEventAgeInSeconds < 60 || MaximumEventAgeInSeconds > 86_400)
    throw invalid("RetryPolicy failed to satisfy constraint: 0 to 185 attempts, an age of 60 to 86400 seconds");
  if (DeadLetterConfig?.Arn?.endsWith(".fifo")) throw invalid("Dead-letter queues of schedules are standard queues.");
  return {
    name,
    group,
    expression: ScheduleExpression,
    timezone: ScheduleExpressionTimezone,
    enabled: State === "ENABLED",
    deleteWhenDone: ActionAfterCompletion === "DELETE",
    target: {
      arn: Target.Arn,
      roleArn: Target.RoleArn,
      input: Target.Input ?? "{}",
      maximumRetryAttempts: MaximumRetryAttempts,
      maximumEventAgeSeconds: MaximumEventAgeInSeconds,
      deadLetterArn: DeadLetterConfig?.Arn,
    },
    rest: { ...input },
  };
}

/** What a template has made was never asked for through the API: that is told from what it came to. */
function describe(schedule: StoredSchedule): Record<string, unknown> {
  const { arn, roleArn, input } = schedule.target;
  return {
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: schedule.timezone,
    State: schedule.enabled ? "ENABLED" : "DISABLED",
    ActionAfterCompletion: schedule.deleteWhenDone ? "DELETE" : "NONE",
    FlexibleTimeWindow: { Mode: "OFF" },
    Target: { Arn: arn, RoleArn: roleArn, Input: input },
    ...schedule.rest,
    Arn: arnOf(schedule),
    Name: schedule.name,
    GroupName: schedule.group,
    CreationDate: schedule.createdAt / 1000,
    LastModificationDate: schedule.modifiedAt / 1000,
  };
}

function isJson(text = "{}"): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}

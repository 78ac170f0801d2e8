/** Schedules, and what happens when they are due: their function is invoked, again where that fails, and then their dead-letter queue told. */
import { randomBytes } from "node:crypto";
import type { Clock } from "../../engine/clock.ts";
import { scheduledTime } from "../../model/invocation.ts";
import { authorize } from "../authorize.ts";
import type { OnLog } from "../log-line.ts";
import type { Principals } from "../principals.ts";
import type { Queues } from "../queues.ts";
import { type Action, account, region } from "../service.ts";
import { ServiceError } from "../service-error.ts";
import { nextTime } from "./schedule-expression.ts";

export interface Schedule {
  readonly name: string;
  readonly group: string;
  readonly expression: string;
  /** As `Europe/Berlin`. */
  readonly timezone: string;
  readonly enabled: boolean;
  readonly deleteWhenDone: boolean;
  readonly target: ScheduleTarget;
  /** Everything else that the API took, to be given back. */
  readonly rest: Readonly<Record<string, unknown>>;
}

export interface ScheduleTarget {
  /** Of a function. */
  readonly arn: string;
  readonly roleArn: string;
  /** JSON. */
  readonly input: string;
  /** Up to 185. */
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  readonly deadLetterArn?: string | undefined;
}

export interface StoredSchedule extends Schedule {
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** Schedules without a request, for provisioning. */
export interface Schedules {
  createGroup(name: string): void;
  /** With all schedules in it. */
  deleteGroup(name: string): void;
  groups(): readonly string[];
  /** @throws ServiceError ConflictException where the name is taken and may not be replaced */
  put(schedule: Schedule, replace?: boolean): StoredSchedule;
  /** @throws ServiceError ResourceNotFoundException */
  find(group: string, name: string): StoredSchedule;
  delete(group: string, name: string): void;
  all(): readonly StoredSchedule[];
  /** How many are being delivered, or wait to be delivered again: those that run once are in no list any more. */
  readonly delivering: number;
  close(): void;
}

export interface SchedulesOptions {
  readonly clock: Clock;
  /** By which it is judged whether a time has passed for whoever asks. Default: by the clock. */
  readonly callersNow?: (() => number) | undefined;
  readonly queues: Queues;
  readonly principals: Principals;
  readonly onLog: OnLog;
  /** Invokes a function asynchronously; rejects where that can't be. */
  readonly invoke: (functionArn: string, payload: string) => Promise<void>;
}

/** A delivery that is given up; `exhausted` says which of its limits was reached, where trying again might have helped. */
interface Failure {
  readonly error: unknown;
  readonly input: string;
  readonly retries: number;
  readonly exhausted?: "MaximumEventAgeInSeconds" | "MaximumRetryAttempts";
}

/** Between attempts: AWS doubles it, up to minutes. */
const retryMilliseconds = { first: 1000, most: 300_000 };

export function makeSchedules(options: SchedulesOptions): Schedules {
  const { clock, callersNow = () => clock.now() } = options;
  const groups = new Set(["default"]);
  const schedules = new Map<string, { readonly schedule: StoredSchedule; cancel: () => void }>();
  const keyOf = (group: string, name: string) => `${group}/${name}`;
  let delivering = 0;

  const arm = (schedule: StoredSchedule, after: number) => {
    const entry = schedules.get(keyOf(schedule.group, schedule.name));
    const due = nextTime(schedule.expression, schedule.timezone, after, schedule.createdAt);
    if (entry?.schedule !== schedule || due === undefined || !schedule.enabled) return;
    entry.cancel = clock.schedule(Math.max(0, due - clock.now()), () => void fire(schedule, due), true);
  };
  const fire = async (schedule: StoredSchedule, due: number) => {
    const once = schedule.expression.startsWith("at(");
    if (!once) arm(schedule, due);
    else if (schedule.deleteWhenDone) schedules.delete(keyOf(schedule.group, schedule.name));
    delivering++;
    try {
      await deliver(schedule, due, clock.now());
    } finally {
      delivering--;
    }
  };
  const deliver = async (schedule: StoredSchedule, due: number, firstTry: number): Promise<void> => {
    const { target } = schedule;
    for (let retries = 0; ; retries++) {
      const input = fillIn(schedule, due, retries + 1);
      try {
        checkRole(target, options.principals, { action: "lambda:InvokeFunction", resource: target.arn });
        return await options.invoke(target.arn, input);
      } catch (error) {
        if (isPermanent(error)) return giveUp(schedule, due, { error, input, retries });
        const wait = Math.min(retryMilliseconds.most, retryMilliseconds.first * 2 ** retries);
        const tooOld = clock.now() + wait - firstTry > target.maximumEventAgeSeconds * 1000;
        const exhausted = tooOld ? "MaximumEventAgeInSeconds" : "MaximumRetryAttempts";
        if (retries >= target.maximumRetryAttempts || tooOld) return giveUp(schedule, due, { error, input, retries, exhausted });
        await new Promise<void>((done) => clock.schedule(wait, done, true));
      }
    }
  };
  const giveUp = async (schedule: StoredSchedule, due: number, { error, input, retries, exhausted }: Failure) => {
    const { code = "InternalError", message = String(error) } = error as { code?: string; message?: string };
    const { deadLetterArn, arn } = schedule.target;
    options.onLog({ service: "scheduler", message: `The schedule ${schedule.name} could not invoke ${arn}: ${code}: ${message}` });
    if (deadLetterArn === undefined) return;
    // The letter is the request that could not be made, and names its operation (EventBridge Scheduler user guide, "Retrieve the dead-letter event").
    const letter = JSON.stringify({ FunctionName: arn, InvocationType: "Event", Payload: input });
    const attributes = {
      ERROR_CODE: code,
      ERROR_MESSAGE: message,
      EXECUTION_ID: randomBytes(8).toString("hex"),
      ...(exhausted && { EXHAUSTED_RETRY_CONDITION: exhausted }),
      IS_PAYLOAD_TRUNCATED: "false",
      RETRY_ATTEMPTS: String(retries),
      SCHEDULED_TIME: wordTime(due),
      SCHEDULE_ARN: scheduleArn(schedule.group, schedule.name),
      TARGET_ARN: "arn:aws:scheduler:::aws-sdk:lambda:invoke",
    };
    try {
      // It is the role of the schedule that sends it (EventBridge Scheduler user guide, "Configuring a dead-letter queue").
      checkRole(schedule.target, options.principals, { action: "sqs:SendMessage", resource: deadLetterArn });
      await options.queues.send(deadLetterArn, letter, { attributes });
    } catch (fault) {
      const why = (fault as Error).message;
      options.onLog({
        service: "scheduler",
        message: `The schedule ${schedule.name} is lost: ${deadLetterArn} takes no dead letter: ${why}`,
      });
    }
  };

  const find = (group: string, name: string) => {
    const entry = schedules.get(keyOf(group, name));
    if (entry) return entry;
    throw new ServiceError("ResourceNotFoundException", `Schedule ${name} does not exist.`, 404);
  };
  return {
    createGroup: (name) => void groups.add(name),
    deleteGroup(name) {
      groups.delete(name);
      for (const [key, { schedule, cancel }] of schedules) {
        if (schedule.group !== name) continue;
        cancel();
        schedules.delete(key);
      }
    },
    groups: () => [...groups],
    put(schedule, replace = false) {
      const key = keyOf(schedule.group, schedule.name);
      const old = schedules.get(key);
      if (!groups.has(schedule.group)) {
        throw new ServiceError("ResourceNotFoundException", `Schedule group ${schedule.group} does not exist.`, 404);
      }
      if (old && !replace) throw new ServiceError("ConflictException", `Schedule ${schedule.name} already exists.`, 409);
      const now = clock.now();
      // What can't be read, or has passed, is refused before anything changes.
      const due = nextTime(schedule.expression, schedule.timezone, now, now);
      if (schedule.expression.startsWith("at(") && due !== undefined && due <= callersNow()) {
        throw new ServiceError("ValidationException", `Invalid Schedule Expression ${schedule.expression}: the time is in the past.`);
      }
      old?.cancel();
      const stored = { ...schedule, createdAt: old?.schedule.createdAt ?? now, modifiedAt: now };
      schedules.set(key, { schedule: stored, cancel: () => {} });
      arm(stored, now);
      return stored;
    },
    find: (group, name) => find(group, name).schedule,
    delete(group, name) {
      find(group, name).cancel();
      schedules.delete(keyOf(group, name));
    },
    all: () => [...schedules.values()].map(({ schedule }) => schedule),
    get delivering() {
      return delivering;
    },
    close() {
      for (const { cancel } of schedules.values()) cancel();
      schedules.clear();
    },
  };
}

/** The input with what the scheduler knows of an attempt (EventBridge Scheduler user guide, "Adding context attributes"). */
function fillIn({ group, name, target }: StoredSchedule, due: number, attempt: number): string {
  return target.input
    .replaceAll("<aws.scheduler.schedule-arn>", scheduleArn(group, name))
    .replaceAll(scheduledTime, wordTime(due))
    .replaceAll("<aws.scheduler.execution-id>", () => randomBytes(8).toString("hex"))
    .replaceAll("<aws.scheduler.attempt-number>", String(attempt));
}

/** Times of schedules have no fractions: `2022-03-22T18:59:43Z`. */
function wordTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+/, "");
}

/** What no retry would change goes to the dead letters at once: a missing permission or function. */
function isPermanent(error: unknown): boolean {
  return error instanceof ServiceError && error.status < 500 && error.status !== 429;
}

export function scheduleArn(group: string, name: string): string {
  return `arn:aws:scheduler:${region}:${account}:schedule/${group}/${name}`;
}

export function groupArn(group: string): string {
  return `arn:aws:scheduler:${region}:${account}:schedule-group/${group}`;
}

function checkRole({ roleArn }: ScheduleTarget, principals: Principals, action: Action): void {
  const role = principals.byArn(roleArn);
  if (role && authorize(role, [action])) return;
  const reason = role ? `is not authorized to perform: ${action.action} on resource: ${action.resource}` : "does not exist";
  throw new ServiceError("AccessDeniedException", `The execution role ${roleArn} ${reason}`, 403);
}

/** Makes of the local AWS what a plan says: what is new is made, what has changed is changed in place, what is gone is removed. */
import { isDeepStrictEqual } from "node:util";
import type { LocalAws } from "../local-aws.ts";
import { account, region } from "../service.ts";
import { ServiceError } from "../service-error.ts";
import { TemplateFault } from "./evaluate.ts";
import { notify, sendEvents } from "./notify.ts";
import type { Plan } from "./plan.ts";

/** What is being watched for the functions of a stack, to be ended with it. */
export type Watches = Map<string, () => void>;

const arnOfQueue = (name: string) => `arn:aws:sqs:${region}:${account}:${name}`;
const arnOfRole = (name: string) => `arn:aws:iam::${account}:role/${name}`;

/**
 * @param old what was applied before; an empty plan at first
 * @throws {TemplateFault} for what a service refuses; what came before it is made, what comes after it is not
 */
export async function applyPlan(aws: LocalAws, old: Plan, plan: Plan, watches: Watches): Promise<void> {
  for (const name of plan.buckets) if (!old.buckets.has(name)) aws.buckets.create(name);
  for (const name of plan.logGroups) aws.logs.create(name);
  for (const name of plan.scheduleGroups) aws.schedules.createGroup(name);
  // Queues that others redrive to come first.
  const queues = [...plan.queues].sort(([, one], [, other]) => Number(one.redrive !== undefined) - Number(other.redrive !== undefined));
  for (const [name, attributes] of queues) {
    if (!old.queues.has(name)) await aws.queues.create(name, attributes);
    else if (!isDeepStrictEqual(old.queues.get(name), attributes)) aws.queues.find(name).attributes = attributes;
  }
  for (const [name, { input, timeToLive }] of plan.tables) {
    if (old.tables.has(name)) continue;
    const attribute = timeToLive !== undefined && { TimeToLiveSpecification: { AttributeName: timeToLive, Enabled: true } };
    await orFault(`Table ${name}`, async () => {
      const made = await unlessSo("ResourceInUseException", () => aws.tables.call("CreateTable", input));
      if (made && attribute) await aws.tables.call("UpdateTimeToLive", { TableName: name, ...attribute });
    });
  }
  applyFunctions(aws, old, plan);
  await applySources(aws, old, plan, watches);
  await removeGone(aws, old, plan);
}

function applyFunctions(aws: LocalAws, old: Plan, plan: Plan): void {
  const changedRoles = new Set<string>();
  for (const [name, statements] of plan.roles) {
    if (isDeepStrictEqual(old.roles.get(name), statements)) continue;
    changedRoles.add(name);
    const known = aws.principals.byArn(arnOfRole(name));
    // The keys stay the same: functions that run have them.
    if (known) aws.principals.add({ ...known, statements });
    else aws.principals.addRole(name, statements);
  }
  for (const [name, { role, ...configuration }] of plan.functions) {
    if (!changedRoles.has(role) && isDeepStrictEqual(old.functions.get(name), { role, ...configuration })) continue;
    const principal = aws.principals.byArn(arnOfRole(role));
    if (principal) aws.lambda.put({ ...configuration, principal });
  }
}

async function applySources(aws: LocalAws, old: Plan, plan: Plan, watches: Watches): Promise<void> {
  const has = (list: readonly unknown[], one: unknown) => list.some((other) => isDeepStrictEqual(one, other));
  for (const source of old.eventSources) if (!has(plan.eventSources, source)) aws.lambda.removeEventSource(source);
  for (const source of plan.eventSources) if (!has(old.eventSources, source)) aws.lambda.addEventSource(source);
  applyWatches(watches, [
    ...plan.notifications.map((one) => [JSON.stringify(["notification", one]), () => notify(aws, one)] as const),
    ...plan.rules.map((rule) => [JSON.stringify(["rule", rule]), () => aws.events.addRule(rule)] as const),
    ...[...plan.sendingBuckets].map((bucket) => [JSON.stringify(["bucket", bucket]), () => sendEvents(aws, bucket)] as const),
  ]);
  for (const [
    id,
    { name, group, timezone = "UTC", expression, targetArn, roleArn, input = "{}", deadLetterArn, enabled },
  ] of plan.schedules) {
    if (isDeepStrictEqual(old.schedules.get(id), plan.schedules.get(id))) continue;
    const target = { arn: targetArn, roleArn, input, deadLetterArn, maximumRetryAttempts: 185, maximumEventAgeSeconds: 86_400 };
    const schedule = { name, group, expression, timezone, enabled, deleteWhenDone: false, target, rest: {} };
    await orFault(`Schedule ${name}`, async () => aws.schedules.put(schedule, true));
  }
}

function applyWatches(watches: Watches, wanted: readonly (readonly [key: string, begin: () => () => void])[]): void {
  const keys = new Set(wanted.map(([key]) => key));
  for (const [key, end] of watches) {
    if (keys.has(key)) continue;
    end();
    watches.delete(key);
  }
  for (const [key, begin] of wanted) if (!watches.has(key)) watches.set(key, begin());
}

/** What used something goes before it. Somebody may have removed it already. */
async function removeGone(aws: LocalAws, old: Plan, plan: Plan): Promise<void> {
  const schedules = new Set([...plan.schedules.values()].map(({ group, name }) => `${group}/${name}`));
  for (const { group, name } of old.schedules.values()) {
    if (schedules.has(`${group}/${name}`)) continue;
    await unlessSo("ResourceNotFoundException", async () => aws.schedules.delete(group, name));
  }
  for (const name of old.functions.keys()) if (!plan.functions.has(name)) aws.lambda.remove(name);
  for (const name of old.roles.keys()) if (!plan.roles.has(name)) aws.principals.remove(arnOfRole(name));
  for (const name of old.scheduleGroups) if (!plan.scheduleGroups.has(name)) aws.schedules.deleteGroup(name);
  for (const name of old.queues.keys()) {
    if (!plan.queues.has(name)) await unlessSo("QueueDoesNotExist", () => aws.queues.delete(arnOfQueue(name)));
  }
  for (const name of old.tables.keys()) {
    if (!plan.tables.has(name)) await unlessSo("ResourceNotFoundException", () => aws.tables.call("DeleteTable", { TableName: name }));
  }
  for (const name of old.buckets) if (!plan.buckets.has(name)) aws.buckets.delete(name);
  for (const name of old.logGroups) if (!plan.logGroups.has(name)) aws.logs.delete(name);
}

/** Does what has no effect where things are so already, which the service tells by an error. @returns whether they were not */
async function unlessSo(code: string, act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof ServiceError && error.code === code) return false;
    throw error;
  }
}

async function orFault(what: string, make: () => Promise<unknown>): Promise<void> {
  try {
    await make();
  } catch (error) {
    throw error instanceof ServiceError ? new TemplateFault(`${what} can't be made. ${error.code}: ${error.message}`) : error;
  }
}

/** Brings a stack to another version, or back, with the events that CloudFormation tells of it. */
import { compareResources, type ResourceDifference } from "./compare-resources.ts";
import type { Materials } from "./materials.ts";
import type { StackRecord, Version } from "./stack-record.ts";
import type { PlainResource, PlainResources } from "./transform.ts";

/** Nothing yet, or nothing any more. */
const nothing: ReadonlyMap<string, PlainResource> = new Map();

/** Why a resource can't be made as it is asked for: what its service would say. */
export type Refuse = (logicalId: string, resource: PlainResource, all: PlainResources) => string | undefined;

export interface Workshop {
  readonly materials: Materials;
  readonly refuse: Refuse;
  /** Passes between two events. */
  readonly pause: () => Promise<void>;
}

/** @returns whether the stack is what was wanted; else it was rolled back */
export async function carryOut(
  stack: StackRecord,
  wanted: Version,
  differences: readonly ResourceDifference[],
  workshop: Workshop,
): Promise<boolean> {
  const creates = stack.version === undefined;
  const old = stack.version;
  stack.become(creates ? "CREATE_IN_PROGRESS" : "UPDATE_IN_PROGRESS", "User Initiated");
  if (!creates) stack.updatedAt = Date.now();
  const failed = (await makeAll(stack, wanted, differences, workshop)) ?? (await applyVersion(stack, wanted, differences, workshop));
  if (failed !== undefined) {
    await rollBack(stack, old, wanted, failed, workshop);
    return false;
  }
  stack.version = wanted;
  stack.description = wanted.template.Description;
  if (!creates) stack.become("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
  await removeAll(stack, differences, workshop);
  stack.become(creates ? "CREATE_COMPLETE" : "UPDATE_COMPLETE");
  return true;
}

/** @returns the resources that could not be made */
async function makeAll(
  stack: StackRecord,
  { resources }: Version,
  differences: readonly ResourceDifference[],
  { refuse, pause }: Workshop,
): Promise<string[] | undefined> {
  const made = differences.filter(({ action }) => action !== "Remove");
  for (const [index, { action, logicalId, after }] of made.entries()) {
    if (!after) continue;
    const verb = action === "Add" ? "CREATE" : "UPDATE";
    stack.resource(logicalId, { ...after, physicalId: action === "Add" ? "" : after.physicalId }, `${verb}_IN_PROGRESS`);
    await pause();
    const reason = refuse(logicalId, after, resources);
    if (reason !== undefined) {
      stack.resource(logicalId, after, `${verb}_FAILED`, reason);
      const next = made[index + 1];
      // What was made at the same time.
      if (next?.after) {
        const others = next.action === "Add" ? "CREATE" : "UPDATE";
        stack.resource(next.logicalId, next.after, `${others}_FAILED`, `Resource ${others === "CREATE" ? "creation" : "update"} cancelled`);
      }
      return [logicalId];
    }
    if (action === "Add") stack.resource(logicalId, after, "CREATE_IN_PROGRESS", "Resource creation Initiated");
    stack.resource(logicalId, after, `${verb}_COMPLETE`);
    await pause();
  }
  return undefined;
}

async function applyVersion(
  stack: StackRecord,
  wanted: Version,
  differences: readonly ResourceDifference[],
  { materials }: Workshop,
): Promise<string[] | undefined> {
  try {
    stack.outputs = await materials.apply(stack, wanted);
    return undefined;
  } catch (error) {
    const message = (error as Error).message;
    const [about] = /^\w+(?=: )/.exec(message) ?? [];
    const failed = differences.find(({ logicalId }) => logicalId === about) ?? differences.find(({ after }) => after);
    if (failed?.after) stack.resource(failed.logicalId, failed.after, failed.action === "Add" ? "CREATE_FAILED" : "UPDATE_FAILED", message);
    return [failed?.logicalId ?? stack.name];
  }
}

async function removeAll(stack: StackRecord, differences: readonly ResourceDifference[], { pause }: Workshop): Promise<void> {
  for (const { action, logicalId, before } of differences)
    if (action === "Remove" && before) await remove(stack, logicalId, before, pause, false);
}

async function remove(
  stack: StackRecord,
  logicalId: string,
  resource: PlainResource,
  pause: () => Promise<void>,
  beingCreated: boolean,
): Promise<void> {
  const { deletionPolicy } = resource;
  if (deletionPolicy === "Retain" || (deletionPolicy === "RetainExceptOnCreate" && !beingCreated)) {
    stack.resource(logicalId, resource, "DELETE_SKIPPED");
    return;
  }
  stack.resource(logicalId, resource, "DELETE_IN_PROGRESS");
  await pause();
  stack.resource(logicalId, resource, "DELETE_COMPLETE");
}

async function rollBack(
  stack: StackRecord,
  old: Version | undefined,
  wanted: Version,
  failed: readonly string[],
  workshop: Workshop,
): Promise<void> {
  const { materials, pause } = workshop;
  const list = failed.join(", ");
  if (!old) {
    stack.become("ROLLBACK_IN_PROGRESS", `The following resource(s) failed to create: [${list}]. Rollback requested by user.`);
    await materials.remove(stack, () => true);
    for (const [logicalId, resource] of [...wanted.resources].reverse()) {
      if (stack.present.has(logicalId)) await remove(stack, logicalId, resource, pause, true);
    }
    stack.version = wanted;
    stack.become("ROLLBACK_COMPLETE");
    return;
  }
  stack.become("UPDATE_ROLLBACK_IN_PROGRESS", `The following resource(s) failed to update: [${list}].`);
  stack.outputs = await materials.apply(stack, old);
  const back = compareResources(wanted.resources, old.resources);
  for (const { action, logicalId, after } of back) {
    if (action === "Remove" || !after || !stack.present.has(logicalId)) continue;
    stack.resource(logicalId, after, "UPDATE_IN_PROGRESS");
    await pause();
    stack.resource(logicalId, after, "UPDATE_COMPLETE");
  }
  stack.become("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
  for (const { action, logicalId, before } of back) {
    if (action === "Remove" && before && stack.present.has(logicalId)) await remove(stack, logicalId, before, pause, true);
  }
  stack.become("UPDATE_ROLLBACK_COMPLETE");
}

/** Deletes the stack. */
export async function deleteAll(stack: StackRecord, { materials, refuse, pause }: Workshop): Promise<void> {
  stack.become("DELETE_IN_PROGRESS", "User Initiated");
  const resources = stack.version?.resources ?? nothing;
  await pause();
  const full = [...resources].find(
    ([id, resource]) =>
      stack.present.has(id) && !isKept(resource) && refuse(id, { ...resource, type: `delete ${resource.type}` }, resources),
  );
  if (full) {
    const [logicalId, resource] = full;
    stack.resource(logicalId, resource, "DELETE_FAILED", refuse(logicalId, { ...resource, type: `delete ${resource.type}` }, resources));
    stack.become("DELETE_FAILED", `The following resource(s) failed to delete: [${logicalId}].`);
    return;
  }
  await materials.remove(stack, (logicalId) => !isKept(resources.get(logicalId)));
  for (const [logicalId, resource] of [...resources].reverse()) {
    if (stack.present.has(logicalId)) await remove(stack, logicalId, resource, pause, false);
  }
  stack.deletedAt = Date.now();
  stack.become("DELETE_COMPLETE");
}

function isKept(resource: PlainResource | undefined): boolean {
  return resource?.deletionPolicy === "Retain" || resource?.deletionPolicy === "RetainExceptOnCreate";
}

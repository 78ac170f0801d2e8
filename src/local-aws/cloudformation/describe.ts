/** Stacks, events and change sets in the shapes of CloudFormation's API. */
import { randomUUID } from "node:crypto";
import type { QueryValue } from "../query-protocol.ts";
import type { ResourceDifference } from "./compare-resources.ts";
import type { Conflict } from "./find-conflicts.ts";
import type { ChangeSet, StackEvent, StackRecord } from "./stack-record.ts";

type Shape = { readonly [name: string]: QueryValue };

export function describeStack(stack: StackRecord): Shape {
  return {
    StackName: stack.name,
    StackId: stack.id,
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    Description: stack.description,
    CreationTime: new Date(stack.createdAt),
    LastUpdatedTime: date(stack.updatedAt),
    DeletionTime: date(stack.deletedAt),
    Parameters: Object.entries(stack.version?.parameters ?? {}).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    Outputs: stack.status.startsWith("ROLLBACK")
      ? []
      : Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    Tags: (stack.version?.tags ?? []).map((tag) => ({ ...tag })),
    DisableRollback: false,
    EnableTerminationProtection: false,
  };
}

export function describeEvent(stack: StackRecord, event: StackEvent): Shape {
  return { StackId: stack.id, StackName: stack.name, EventId: event.id, Timestamp: new Date(event.at), ...describeResource(event) };
}

export function describeConflict(stack: StackRecord, { logicalId, type, reason }: Conflict): Shape {
  return {
    ...{ EventId: randomUUID(), StackId: stack.id, EventType: "VALIDATION_ERROR", Timestamp: new Date(stack.createdAt) },
    ...{ LogicalResourceId: logicalId, ResourceType: type },
    ...{ ValidationName: "NAME_CONFLICT_VALIDATION", ValidationStatus: "FAILED", ValidationFailureMode: "FAIL" },
    ValidationStatusReason: reason,
    ValidationPath: `/Resources/${logicalId}`,
  };
}

export function describeResource({ logicalId, physicalId, type, status, reason }: StackEvent): Shape {
  return {
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    ResourceStatus: status,
    ResourceStatusReason: reason,
  };
}

export function describeChangeSet(
  stack: StackRecord,
  changeSet: ChangeSet,
  differences: readonly ResourceDifference[],
  values: boolean,
): Shape {
  return {
    ...{ ChangeSetName: changeSet.name, ChangeSetId: changeSet.id, StackId: stack.id, StackName: stack.name },
    Description: changeSet.description,
    CreationTime: new Date(changeSet.createdAt),
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    StatusReason: changeSet.statusReason,
    Parameters: Object.entries(changeSet.version?.parameters ?? {}).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Changes: differences.map((difference) => ({ Type: "Resource", ResourceChange: describeChange(difference, values) })),
  };
}

function describeChange({ action, logicalId, before, after, details, replaces }: ResourceDifference, values: boolean): Shape {
  const resource = after ?? before;
  const context = (one: typeof before) => (one && values ? JSON.stringify({ Properties: one.properties }) : undefined);
  const policy = before?.deletionPolicy;
  return {
    Action: action,
    LogicalResourceId: logicalId,
    PhysicalResourceId: before?.physicalId,
    ResourceType: resource?.type ?? "",
    Replacement: action === "Modify" ? (replaces ? "True" : "False") : undefined,
    PolicyAction:
      action === "Remove"
        ? policy === "Retain" || policy === "RetainExceptOnCreate"
          ? "Retain"
          : "Delete"
        : replaces
          ? `ReplaceAnd${before?.updateReplacePolicy === "Retain" ? "Retain" : "Delete"}`
          : undefined,
    Scope: action === "Modify" ? ["Properties"] : [],
    BeforeContext: context(before),
    AfterContext: context(after),
    Details: details.map(({ path, name, before: old, after: value, recreates }) => ({
      Target: {
        Attribute: "Properties",
        Name: name,
        RequiresRecreation: recreates ? "Always" : "Never",
        Path: values ? path : undefined,
        BeforeValue: values ? text(old) : undefined,
        AfterValue: values ? text(value) : undefined,
        AttributeChangeType: old === undefined ? "Add" : value === undefined ? "Remove" : "Modify",
      },
      Evaluation: "Static",
      ChangeSource: "DirectModification",
    })),
  };
}

function text(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function date(milliseconds: number | undefined): Date | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds);
}

/** What differs between two versions of a stack's resources, as a change set says it. */
import { isDeepStrictEqual } from "node:util";
import type { TemplateValue } from "../../deploy/template/template.ts";
import type { Fields, PlainResource, PlainResources } from "./transform.ts";

export interface PropertyDifference {
  /** `/Properties/Code/S3Key` */
  readonly path: string;
  /** The first part of the path. */
  readonly name: string;
  readonly before?: TemplateValue | undefined;
  readonly after?: TemplateValue | undefined;
  readonly recreates: boolean;
}

export interface ResourceDifference {
  readonly action: "Add" | "Modify" | "Remove";
  readonly logicalId: string;
  readonly before?: PlainResource | undefined;
  readonly after?: PlainResource | undefined;
  readonly details: readonly PropertyDifference[];
  readonly replaces: boolean;
}

/** Properties that can't be changed in place (CloudFormation resource reference, "Update requires: Replacement"). */
const createOnly: Readonly<Record<string, readonly string[]>> = {
  "AWS::Lambda::Function": ["FunctionName", "PackageType"],
  "AWS::IAM::Role": ["RoleName", "Path"],
  "AWS::DynamoDB::Table": ["TableName"],
  "AWS::S3::Bucket": ["BucketName"],
  "AWS::SQS::Queue": ["QueueName", "FifoQueue"],
  "AWS::Logs::LogGroup": ["LogGroupName"],
  "AWS::Scheduler::ScheduleGroup": ["Name"],
  "AWS::Scheduler::Schedule": ["Name"],
};

export function compareResources(before: PlainResources, after: PlainResources): readonly ResourceDifference[] {
  const differences: ResourceDifference[] = [];
  for (const [logicalId, resource] of after) {
    const old = before.get(logicalId);
    if (!old) {
      differences.push({ action: "Add", logicalId, after: resource, details: [], replaces: false });
      continue;
    }
    const details = [...compareValues(old, resource)];
    if (details.length === 0 && old.type === resource.type) continue;
    const replaces = old.type !== resource.type || details.some(({ recreates }) => recreates);
    differences.push({ action: "Modify", logicalId, before: old, after: resource, details, replaces });
  }
  for (const [logicalId, old] of [...before].reverse()) {
    if (!after.has(logicalId)) differences.push({ action: "Remove", logicalId, before: old, details: [], replaces: false });
  }
  return differences;
}

function* compareValues(old: PlainResource, resource: PlainResource): Generator<PropertyDifference> {
  const names = new Set([...Object.keys(old.properties), ...Object.keys(resource.properties)]);
  for (const name of names) {
    const recreates = createOnly[resource.type]?.includes(name) === true;
    for (const one of leaves(old.properties[name], resource.properties[name], `/Properties/${name}`)) yield { ...one, name, recreates };
  }
}

function* leaves(
  before: TemplateValue | undefined,
  after: TemplateValue | undefined,
  path: string,
): Generator<Pick<PropertyDifference, "path" | "before" | "after">> {
  if (isDeepStrictEqual(before, after)) return;
  if (!isMap(before) || !isMap(after)) {
    yield { path, before, after };
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) yield* leaves(before[key], after[key], `${path}/${key}`);
}

function isMap(value: TemplateValue | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

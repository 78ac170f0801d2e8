/** Names that are taken: CloudFormation looks for them before anything is deployed (user guide, "Validate stack deployments"). */
import type { LocalAws } from "../local-aws.ts";
import type { ResourceDifference } from "./compare-resources.ts";

export interface Conflict {
  readonly logicalId: string;
  readonly type: string;
  readonly reason: string;
}

/** What DescribeChangeSet says then: what is wrong with which resource, only DescribeEvents tells. */
export const conflictReason =
  "The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.";

/** The property that names a resource, and who knows of such names. */
const lookups: Readonly<Record<string, readonly [property: string, taken: (aws: LocalAws, name: string) => boolean | Promise<boolean>]>> = {
  "AWS::Logs::LogGroup": ["LogGroupName", (aws, name) => aws.logs.find(name) !== undefined],
  "AWS::SQS::Queue": ["QueueName", (aws, name) => aws.queues.all().some((queue) => queue.name === name)],
  "AWS::S3::Bucket": ["BucketName", (aws, name) => aws.buckets.all().some((bucket) => bucket.name === name)],
  "AWS::DynamoDB::Table": [
    "TableName",
    async (aws, name) => ((await aws.tables.call("ListTables", {})).TableNames as readonly string[]).includes(name),
  ],
};

export async function findConflicts(aws: LocalAws, differences: readonly ResourceDifference[]): Promise<readonly Conflict[]> {
  const conflicts: Conflict[] = [];
  for (const { action, logicalId, after } of differences) {
    const [property = "", taken] = lookups[after?.type ?? ""] ?? [];
    const name = after?.properties[property];
    if (action !== "Add" || !after || !taken || typeof name !== "string" || !(await taken(aws, name))) continue;
    conflicts.push({ logicalId, type: after.type, reason: `Resource of type '${after.type}' with identifier '${name}' already exists.` });
  }
  return conflicts;
}

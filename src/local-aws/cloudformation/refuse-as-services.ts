/** What the services behind CloudFormation would refuse, in their words: the faults that deployments really meet. */
import type { LocalAws } from "../local-aws.ts";
import type { Refuse } from "./carry-out.ts";
import type { Fields, PlainResources } from "./transform.ts";

/** A type that begins with `delete ` asks about the deletion of what is of that type. */
export function refuseAsServices(aws: LocalAws): Refuse {
  return (_, { type, properties, physicalId }, all) => {
    if (type === "AWS::Lambda::Function") {
      const {
        MemorySize = 128,
        Timeout = 3,
        Code,
      } = properties as { MemorySize?: number; Timeout?: number; Code?: { S3Bucket?: string; S3Key?: string } };
      if (MemorySize < 128 || MemorySize > 10_240) return outOfRange("memorySize", MemorySize, 10_240);
      if (Timeout < 1 || Timeout > 900) return outOfRange("timeout", Timeout, 900);
      const bucket = aws.buckets.all().find(({ name }) => name === Code?.S3Bucket);
      if (!bucket?.objects.has(Code?.S3Key ?? "")) {
        return handled("Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.");
      }
    }
    if (type === "AWS::Lambda::EventSourceMapping") return refuseImpatient(aws, properties, all);
    if (type === "delete AWS::S3::Bucket") {
      const bucket = aws.buckets.all().find(({ name }) => name === physicalId);
      if (bucket && bucket.objects.size > 0) return "The bucket you tried to delete is not empty";
    }
    return undefined;
  };
}

/** A queue that would give a message to somebody else while a function is still at it. */
function refuseImpatient(aws: LocalAws, { EventSourceArn, FunctionName }: Fields, all: PlainResources): string | undefined {
  const name = String(EventSourceArn).split(":").at(-1);
  const resources = [...all.values()];
  const queue = resources.find((one) => one.type === "AWS::SQS::Queue" && one.physicalId.endsWith(`/${name}`));
  const foreign = aws.queues.all().find((one) => one.name === name)?.attributes.visibilityTimeoutSeconds;
  const visibility = queue ? Number(queue.properties.VisibilityTimeout ?? 30) : foreign;
  const timeout = Number(resources.find((one) => one.physicalId === FunctionName)?.properties.Timeout ?? 3);
  if (visibility === undefined || visibility >= timeout) return undefined;
  return handled(
    `Invalid request provided: Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds`,
  );
}

function outOfRange(name: string, value: number, most: number): string {
  const constraint = `Value '${value}' at '${name}' failed to satisfy constraint: Member must have value less than or equal to ${most}`;
  return handled(`1 validation error detected: ${constraint}`);
}

function handled(message: string): string {
  return `Resource handler returned message: "${message} (Service: Lambda, Status Code: 400)" (HandlerErrorCode: InvalidRequest)`;
}

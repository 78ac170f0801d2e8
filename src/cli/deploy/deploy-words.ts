/** Resources of AWS in the words of the picture: whose they are, and what. */
import { ownerOf } from "../../deploy/stack/describe-changes.ts";

const kinds: Readonly<Record<string, string>> = {
  "AWS::Lambda::Function": "function",
  "AWS::Lambda::EventInvokeConfig": "retries",
  "AWS::Lambda::EventSourceMapping": "queue trigger",
  "AWS::Lambda::Permission": "permission to be invoked",
  "AWS::Lambda::Url": "URL",
  "AWS::IAM::Role": "role",
  "AWS::IAM::ManagedPolicy": "policy",
  "AWS::Logs::LogGroup": "log group",
  "AWS::Logs::MetricFilter": "metric filter",
  "AWS::DynamoDB::Table": "table",
  "AWS::S3::Bucket": "bucket",
  "AWS::S3::BucketPolicy": "bucket policy",
  "AWS::SQS::Queue": "queue",
  "AWS::SQS::QueuePolicy": "queue policy",
  "AWS::Scheduler::Schedule": "schedule",
  "AWS::Scheduler::ScheduleGroup": "schedule group",
  "AWS::Events::Rule": "event rule",
  "AWS::CloudWatch::Alarm": "alarm",
  "AWS::CloudFormation::Stack": "stack",
};

/** `AWS::Lambda::Function` is a `function`. */
export function kindOf(type: string): string {
  return kinds[type] ?? (type.split("::").at(-1) ?? type).replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

/** `coffee` for what belongs to that step, else the logical id. */
export function titleOf(logicalId: string, functions: ReadonlyMap<string, string>): string {
  return ownerOf(logicalId, functions) ?? logicalId;
}

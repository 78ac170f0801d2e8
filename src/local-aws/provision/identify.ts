/** What `Ref` and `GetAtt` give of a resource: known from its name before it is made, so that the order of making never matters. */
import { account, region } from "../service.ts";

export interface Identity {
  readonly ref: string;
  /** The name by which the local AWS knows it. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Surroundings {
  readonly stackName: string;
  readonly endpoint: string;
}

/** The property that names a resource of a type, where it is not called by its logical id. */
export const nameProperties: Readonly<Record<string, string>> = {
  "AWS::Serverless::Function": "FunctionName",
  "AWS::Lambda::Function": "FunctionName",
  "AWS::DynamoDB::Table": "TableName",
  "AWS::S3::Bucket": "BucketName",
  "AWS::SQS::Queue": "QueueName",
  "AWS::Logs::LogGroup": "LogGroupName",
  "AWS::IAM::Role": "RoleName",
  "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
  "AWS::Scheduler::ScheduleGroup": "Name",
  "AWS::Scheduler::Schedule": "Name",
  "AWS::SNS::Topic": "TopicName",
};

/** @param named what the name property says, undefined where it is absent */
export function identify(type: string, logicalId: string, named: string | undefined, surroundings: Surroundings): Identity {
  const { stackName, endpoint } = surroundings;
  const name = named ?? (type === "AWS::S3::Bucket" ? `${stackName}-${logicalId}`.toLowerCase() : `${stackName}-${logicalId}`);
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
  switch (type) {
    case "AWS::Serverless::Function":
    case "AWS::Lambda::Function":
      return { ref: name, name, attributes: { Arn: arn("lambda", `function:${name}`) } };
    case "AWS::DynamoDB::Table":
      return { ref: name, name, attributes: { Arn: arn("dynamodb", `table/${name}`) } };
    case "AWS::S3::Bucket": {
      const domain = `${name}.s3.amazonaws.com`;
      return { ref: name, name, attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: domain, RegionalDomainName: domain } };
    }
    case "AWS::SQS::Queue": {
      const url = `${endpoint}/${account}/${name}`;
      return { ref: url, name, attributes: { Arn: arn("sqs", name), QueueName: name, QueueUrl: url } };
    }
    case "AWS::Logs::LogGroup":
      return { ref: name, name, attributes: { Arn: arn("logs", `log-group:${name}:*`) } };
    case "AWS::IAM::Role":
      return { ref: name, name, attributes: { Arn: `arn:aws:iam::${account}:role/${name}`, RoleId: name } };
    case "AWS::IAM::ManagedPolicy": {
      const policy = `arn:aws:iam::${account}:policy/${name}`;
      return { ref: policy, name, attributes: { PolicyArn: policy } };
    }
    case "AWS::Scheduler::ScheduleGroup":
      return { ref: name, name, attributes: { Arn: arn("scheduler", `schedule-group/${name}`) } };
    case "AWS::Scheduler::Schedule":
      return { ref: name, name, attributes: { Arn: arn("scheduler", `schedule/default/${name}`) } };
    case "AWS::SNS::Topic":
      return { ref: arn("sns", name), name, attributes: { TopicArn: arn("sns", name), TopicName: name } };
    default:
      return { ref: name, name, attributes: { Arn: arn("local", name) } };
  }
}

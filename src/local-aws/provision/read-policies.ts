/** Reads what the `Policies` of a function, or those of a role, allow. */
import type { TemplateValue } from "../../deploy/template/template.ts";
import type { Statement } from "../policy.ts";
import { account, region } from "../service.ts";
import type { PlanDraft } from "./plan.ts";

type Fields = { readonly [key: string]: TemplateValue };

const allow = (Action: string | readonly string[], Resource: string | readonly string[]): Statement => ({
  Effect: "Allow",
  Action,
  Resource,
});
const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
const table = (name: TemplateValue | undefined) => [arn("dynamodb", `table/${name}`), arn("dynamodb", `table/${name}/index/*`)];
const bucket = (name: TemplateValue | undefined) => [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`];
const readObjects = ["s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation", "s3:GetObjectVersion", "s3:GetLifecycleConfiguration"];
const readItems = ["GetItem", "Scan", "Query", "BatchGetItem", "DescribeTable"].map((name) => `dynamodb:${name}`);
const writeItems = ["DeleteItem", "PutItem", "UpdateItem", "BatchWriteItem", "ConditionCheckItem"].map((name) => `dynamodb:${name}`);
const pollQueue = ["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage"].map((name) => `sqs:${name}`);

/** What SAM's policy templates stand for, of services that there are here. */
const samTemplates: Readonly<Record<string, (parameters: Fields) => Statement>> = {
  S3ReadPolicy: ({ BucketName }) => allow(readObjects, bucket(BucketName)),
  S3WritePolicy: ({ BucketName }) => allow(["s3:PutObject", "s3:PutObjectAcl", "s3:PutLifecycleConfiguration"], bucket(BucketName)),
  S3CrudPolicy: ({ BucketName }) => allow([...readObjects, "s3:PutObject", "s3:PutObjectAcl", "s3:DeleteObject"], bucket(BucketName)),
  DynamoDBReadPolicy: ({ TableName }) => allow(readItems, table(TableName)),
  DynamoDBWritePolicy: ({ TableName }) => allow(["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:BatchWriteItem"], table(TableName)),
  DynamoDBCrudPolicy: ({ TableName }) => allow([...readItems, ...writeItems], table(TableName)),
  SQSSendMessagePolicy: ({ QueueName }) => allow("sqs:SendMessage*", arn("sqs", String(QueueName))),
  SQSPollerPolicy: ({ QueueName }) => allow(pollQueue, arn("sqs", String(QueueName))),
  LambdaInvokePolicy: ({ FunctionName }) => allow("lambda:InvokeFunction", arn("lambda", `function:${FunctionName}*`)),
};

/** AWS's own managed policies, of services that there are here. */
const managed: Readonly<Record<string, readonly Statement[]>> = {
  AdministratorAccess: [allow("*", "*")],
  PowerUserAccess: [allow("*", "*")],
  AWSLambdaBasicExecutionRole: [allow(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "*")],
  AWSLambdaVPCAccessExecutionRole: [],
  AWSXRayDaemonWriteAccess: [],
  AWSLambda_FullAccess: [allow("lambda:*", "*")],
  AWSLambdaRole: [allow("lambda:InvokeFunction", "*")],
  AWSLambdaSQSQueueExecutionRole: [allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], "*")],
  AmazonS3FullAccess: [allow("s3:*", "*")],
  AmazonS3ReadOnlyAccess: [allow(["s3:Get*", "s3:List*"], "*")],
  AmazonSQSFullAccess: [allow("sqs:*", "*")],
  AmazonDynamoDBFullAccess: [allow("dynamodb:*", "*")],
  AmazonDynamoDBReadOnlyAccess: [allow(["dynamodb:Get*", "dynamodb:Query", "dynamodb:Scan", "dynamodb:BatchGetItem"], "*")],
};

/** @param logicalId whose policies they are, for notes: a policy that the local AWS can't look up allows nothing here */
export function readPolicies(policies: TemplateValue | undefined, draft: PlanDraft, logicalId: string): readonly Statement[] {
  if (policies === undefined || policies === null) return [];
  if (Array.isArray(policies)) return policies.flatMap((policy: TemplateValue) => readPolicies(policy, draft, logicalId));
  const unknown = (policy: string): readonly Statement[] => {
    draft.note(`${logicalId}: the policy ${policy} is unknown here, and allows nothing.`);
    return [];
  };
  if (typeof policies !== "object") {
    const reference = String(policies);
    return draft.managedPolicies.get(reference) ?? managed[reference.split("/").at(-1) ?? ""] ?? unknown(reference);
  }
  const fields = policies as Fields;
  if (fields.PolicyDocument) return readPolicies(fields.PolicyDocument, draft, logicalId);
  if (fields.Statement) return [fields.Statement].flat() as unknown as readonly Statement[];
  return Object.entries(fields).flatMap(([name, parameters]) => {
    const template = samTemplates[name];
    return template ? [template((parameters ?? {}) as Fields)] : unknown(name);
  });
}

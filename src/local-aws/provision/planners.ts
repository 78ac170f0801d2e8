/** How each type of resource is planned, except for functions. */
import type { TemplateValue } from "../../deploy/template/template.ts";
import type { PlanContext } from "./plan-context.ts";
import { deadLetterOf, planEventSource, planRule } from "./plan-event.ts";
import { readPolicies } from "./read-policies.ts";

type Fields = { readonly [key: string]: TemplateValue };
type Planner = (context: PlanContext, logicalId: string, properties: Fields) => void;

/** What is of no consequence on one machine. */
const ignored = [
  "AWS::CloudWatch::",
  "AWS::S3::BucketPolicy",
  "AWS::SQS::QueuePolicy",
  "AWS::Lambda::Permission",
  "AWS::CDK::Metadata",
  "AWS::ApplicationInsights::",
];

export function isIgnored(type: string): boolean {
  return ignored.some((prefix) => type.startsWith(prefix));
}

/** Properties of a table that `CreateTable` takes under the same name. */
const ofTable = [
  "AttributeDefinitions",
  "KeySchema",
  "GlobalSecondaryIndexes",
  "LocalSecondaryIndexes",
  "BillingMode",
  "ProvisionedThroughput",
];

export const planners: Readonly<Record<string, Planner>> = {
  "AWS::DynamoDB::Table"({ draft, identityOf }, logicalId, properties) {
    const kept = ofTable.flatMap((key) => (properties[key] === undefined ? [] : [[key, properties[key]] as const]));
    const { name } = identityOf(logicalId);
    const expiry = properties.TimeToLiveSpecification as { readonly AttributeName?: string; readonly Enabled?: boolean } | undefined;
    const timeToLive = expiry?.Enabled ? expiry.AttributeName : undefined;
    draft.tables.set(name, { input: { TableName: name, ...Object.fromEntries(kept) }, ...(timeToLive !== undefined && { timeToLive }) });
  },
  "AWS::S3::Bucket"({ draft, identityOf }, logicalId, { NotificationConfiguration }) {
    const { name } = identityOf(logicalId);
    draft.buckets.add(name);
    const events = (NotificationConfiguration as Fields | undefined)?.EventBridgeConfiguration as Fields | undefined;
    if (events && events.EventBridgeEnabled !== false) draft.sendingBuckets.add(name);
  },
  "AWS::SQS::Queue"({ draft, identityOf }, logicalId, { VisibilityTimeout = 30, DelaySeconds, MessageRetentionPeriod, RedrivePolicy }) {
    const redrive = RedrivePolicy as { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number | string } | undefined;
    draft.queues.set(identityOf(logicalId).name, {
      visibilityTimeoutSeconds: Number(VisibilityTimeout),
      ...(DelaySeconds !== undefined && { delaySeconds: Number(DelaySeconds) }),
      ...(MessageRetentionPeriod !== undefined && { retentionSeconds: Number(MessageRetentionPeriod) }),
      ...(redrive && { redrive: { deadLetterTargetArn: redrive.deadLetterTargetArn, maxReceiveCount: Number(redrive.maxReceiveCount) } }),
    });
  },
  "AWS::Logs::LogGroup"({ draft, identityOf }, logicalId) {
    draft.logGroups.add(identityOf(logicalId).name);
  },
  "AWS::Scheduler::ScheduleGroup"({ draft, identityOf }, logicalId) {
    draft.scheduleGroups.add(identityOf(logicalId).name);
  },
  "AWS::Scheduler::Schedule"({ draft, identityOf }, logicalId, properties) {
    const { name } = identityOf(logicalId);
    const target = (properties.Target ?? {}) as Fields;
    draft.schedules.set(logicalId, {
      name,
      group: String(properties.GroupName ?? "default"),
      expression: String(properties.ScheduleExpression),
      ...(properties.ScheduleExpressionTimezone !== undefined && { timezone: String(properties.ScheduleExpressionTimezone) }),
      targetArn: String(target.Arn),
      roleArn: String(target.RoleArn),
      ...(target.Input !== undefined && { input: String(target.Input) }),
      ...deadLetterOf(target),
      enabled: properties.State !== "DISABLED",
    });
  },
  "AWS::Events::Rule"({ draft }, logicalId, { EventPattern, EventBusName = "default", Targets = [], State }) {
    if (EventPattern === undefined) draft.note(`${logicalId}: rules with a schedule don't run here. EventBridge Scheduler's schedules do.`);
    if (EventPattern === undefined || State === "DISABLED") return;
    for (const { Arn, Input, InputTransformer } of Targets as readonly Fields[]) {
      planRule(draft, String(Arn), {
        Pattern: EventPattern,
        EventBusName,
        ...(Input !== undefined && { Input }),
        ...(InputTransformer !== undefined && { InputTransformer }),
      });
    }
  },
  "AWS::IAM::ManagedPolicy"({ draft, identityOf }, logicalId, { PolicyDocument, Roles, Users, Groups }) {
    draft.managedPolicies.set(identityOf(logicalId).ref, readPolicies(PolicyDocument, draft, logicalId));
    if (Roles || Users || Groups) draft.note(`${logicalId}: a policy is given here only to who names it in ManagedPolicyArns or Policies.`);
  },
  "AWS::IAM::Role"({ draft, identityOf }, logicalId, { Policies, ManagedPolicyArns }) {
    const statements = [Policies, ManagedPolicyArns].flatMap((policies) => readPolicies(policies, draft, logicalId));
    draft.roles.set(identityOf(logicalId).name, statements);
  },
  "AWS::Lambda::EventSourceMapping"(context, _logicalId, properties) {
    const source = String(properties.EventSourceArn);
    const functionName = String(properties.FunctionName).split(":").at(-1) ?? "";
    if (source.includes(":sqs:")) return planEventSource(context, functionName, source, properties);
    context.draft.note(`${functionName}: nothing comes here from ${source}. Invoke the function with an event to try it.`);
  },
};

/** CloudFormation as a service of the local AWS: its Query protocol, for any SDK and the CLI. */
import type { LocalAws } from "../local-aws.ts";
import { QueryForm, type QueryValue, queryResponse } from "../query-protocol.ts";
import { account, region, type Service } from "../service.ts";
import { ServiceError } from "../service-error.ts";
import { CloudFormation, type CloudFormationOptions } from "./cloudformation.ts";
import { describeChangeSet, describeConflict, describeEvent, describeResource, describeStack } from "./describe.ts";

const namespace = "http://cloudformation.amazonaws.com/doc/2010-05-15/";

export interface CloudFormationServiceOptions extends CloudFormationOptions {
  /** The most changes, events or resources in one answer. */
  readonly pageSize?: number;
}

/** The service, and its stacks. Give it to {@link LocalAws.register}. */
export function makeCloudFormation(
  aws: LocalAws,
  options: CloudFormationServiceOptions = {},
): Service & { readonly stacks: CloudFormation } {
  const stacks = new CloudFormation(aws, options);
  const page = makePager(options.pageSize ?? 50);
  const operations = makeOperations(aws, stacks, page);
  return {
    name: "cloudformation",
    stacks,
    actionsOf({ body }) {
      const form = new QueryForm(body);
      const name = form.text("StackName") ?? "*";
      const resource = name.startsWith("arn:") ? name : `arn:aws:cloudformation:${region}:${account}:stack/${name}/*`;
      return [{ action: `cloudformation:${form.action}`, resource }];
    },
    async handle({ body }) {
      const form = new QueryForm(body);
      const operation = operations[form.action];
      if (!operation) throw new ServiceError("InvalidAction", `The local CloudFormation has no '${form.action}'.`);
      return queryResponse(form.action, operation(form), namespace);
    },
    close: () => stacks.close(),
  };
}

type Pager = <T>(items: readonly T[], form: QueryForm) => { readonly items: readonly T[]; readonly next: string | undefined };

function makePager(size: number): Pager {
  return (items, form) => {
    const from = Number(form.text("NextToken") ?? 0);
    return { items: items.slice(from, from + size), next: from + size < items.length ? String(from + size) : undefined };
  };
}

function makeOperations(aws: LocalAws, stacks: CloudFormation, page: Pager): Readonly<Record<string, (form: QueryForm) => QueryValue>> {
  const stackOf = (form: QueryForm) => stacks.find(required(form, "StackName"));
  return {
    CreateChangeSet(form) {
      const { stack, changeSet } = stacks.createChangeSet({
        stackName: required(form, "StackName"),
        name: required(form, "ChangeSetName"),
        token: form.text("ClientToken"),
        kind: form.text("ChangeSetType") ?? "UPDATE",
        text: form.text("TemplateBody") ?? fetchTemplate(aws, required(form, "TemplateURL")),
        fetched: form.text("TemplateBody") === undefined,
        ...(form.list("Tags").length > 0 && { tags: form.list("Tags").map(({ Key = "", Value = "" }) => ({ Key, Value })) }),
        description: form.text("Description"),
        capabilities: form.list("Capabilities").map((one) => one[""] ?? ""),
        parameters: form.list("Parameters").map(({ ParameterKey = "", ParameterValue, UsePreviousValue }) => ({
          key: ParameterKey,
          value: ParameterValue,
          previous: UsePreviousValue === "true",
        })),
      });
      return { Id: changeSet.id, StackId: stack.id };
    },
    DescribeChangeSet(form) {
      const name = required(form, "ChangeSetName");
      const stack = form.text("StackName") ? stackOf(form) : stacks.all().find(({ changeSets }) => changeSets.has(name));
      if (!stack) throw new ServiceError("ChangeSetNotFound", `ChangeSet [${name}] does not exist`, 404);
      const changeSet = stacks.findChangeSet(stack, name);
      const { items, next } = page(changeSet.differences, form);
      return { ...describeChangeSet(stack, changeSet, items, form.text("IncludePropertyValues") === "true"), NextToken: next };
    },
    ListChangeSets: (form) => ({
      Summaries: [...stackOf(form).changeSets.values()].map(({ id, name, status, executionStatus, createdAt }) => ({
        ...{ ChangeSetId: id, ChangeSetName: name, Status: status, ExecutionStatus: executionStatus, CreationTime: new Date(createdAt) },
      })),
    }),
    ExecuteChangeSet(form) {
      stacks.execute(required(form, "StackName"), required(form, "ChangeSetName"), form.text("ClientRequestToken"));
      return {};
    },
    DeleteChangeSet(form) {
      stacks.deleteChangeSet(required(form, "StackName"), required(form, "ChangeSetName"));
      return {};
    },
    DescribeStacks(form) {
      const { items, next } = page(form.text("StackName") ? [stackOf(form)] : stacks.all(), form);
      return { Stacks: items.map(describeStack), NextToken: next };
    },
    DescribeStackEvents(form) {
      const stack = stackOf(form);
      const { items, next } = page([...stack.events].reverse(), form);
      return { StackEvents: items.map((event) => describeEvent(stack, event)), NextToken: next };
    },
    DescribeEvents(form) {
      const id = required(form, "ChangeSetName");
      const stack = stacks.all().find(({ changeSets }) => changeSets.has(id));
      // It is found by its ARN only.
      if (!stack) throw new ServiceError("ValidationError", "One of ChangeSetName, OperationId or StackName must be specified");
      const { items, next } = page(stacks.findChangeSet(stack, id).conflicts, form);
      return { OperationEvents: items.map((conflict) => describeConflict(stack, conflict)), NextToken: next };
    },
    DescribeStackResources(form) {
      const stack = stackOf(form);
      return {
        StackResources: [...stack.present.values()].map((event) => ({
          ...describeResource(event),
          ...{ StackName: stack.name, StackId: stack.id, Timestamp: new Date(event.at) },
        })),
      };
    },
    ListStackResources(form) {
      const { items, next } = page([...stackOf(form).present.values()], form);
      return {
        StackResourceSummaries: items.map((event) => ({ ...describeResource(event), LastUpdatedTimestamp: new Date(event.at) })),
        NextToken: next,
      };
    },
    GetTemplate: (form) => ({ TemplateBody: stackOf(form).version?.text ?? "", StagesAvailable: ["Original", "Processed"] }),
    DeleteStack(form) {
      stacks.deleteStack(required(form, "StackName"));
      return {};
    },
  };
}

function required(form: QueryForm, name: string): string {
  const value = form.text(name);
  if (value) return value;
  const field = name[0]?.toLowerCase() + name.slice(1);
  throw new ServiceError(
    "ValidationError",
    `1 validation error detected: Value null at '${field}' failed to satisfy constraint: Member must not be null`,
  );
}

/** `https://bucket.s3.eu-west-1.amazonaws.com/key`, or a local one with the bucket in its path. */
function fetchTemplate(aws: LocalAws, address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url) throw new ServiceError("ValidationError", "TemplateURL must be a supported URL.");
  const path = decodeURIComponent(url.pathname.slice(1));
  const host = /^(.+)\.s3[.-][\w.-]*amazonaws\.com/.exec(url.host)?.[1];
  const [bucket = "", ...rest] = host === undefined ? path.split("/") : [host, path];
  const object = aws.buckets
    .all()
    .find(({ name }) => name === bucket)
    ?.objects.get(rest.join("/"));
  if (!object) throw new ServiceError("ValidationError", "S3 error: The specified key does not exist.");
  return Buffer.from(object.body).toString("utf8");
}

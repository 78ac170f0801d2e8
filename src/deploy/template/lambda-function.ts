/** A function of the stack with its log group: what all of them have, whether they run a step or are ours. */
import { logicalIdOf } from "../../model/logical-id.ts";
import { getAtt, ofStack, ref, type TemplateObject } from "./intrinsics.ts";
import { own } from "./own-ids.ts";
import type { CodeLocation, TemplateResource, TemplateValue } from "./template.ts";

export interface FunctionParts {
  /** Without the stack's prefix. */
  readonly name: string;
  readonly description: string;
  readonly code: CodeLocation;
  readonly runtime: string;
  readonly architecture: string;
  readonly memory: number;
  readonly timeoutSeconds: number;
  readonly environment: TemplateObject;
  readonly policies: readonly TemplateValue[];
  /** Whether one chain of invocations may come to it more often than Lambda would let through. */
  readonly recurs: boolean;
  /** Whether it is invoked asynchronously, so that what outlives its retries must not be lost. */
  readonly async: boolean;
  readonly logRetentionDays: number;
  readonly tags?: TemplateObject | undefined;
  /** Further properties. */
  readonly more?: TemplateObject;
}

/** Six hours: the longest that Lambda keeps trying (Lambda API, `MaximumEventAgeInSeconds`). */
const longestEventAgeSeconds = 21_600;

export function makeFunction(parts: FunctionParts): readonly (readonly [id: string, TemplateResource])[] {
  const { name, tags } = parts;
  const id = logicalIdOf(name);
  const logs = logGroupOf(id);
  const properties: Record<string, TemplateValue> = {
    FunctionName: ofStack(name),
    Description: parts.description,
    CodeUri: codeUri(parts.code),
    Handler: "index.handler",
    Runtime: parts.runtime,
    Architectures: [parts.architecture],
    MemorySize: parts.memory,
    Timeout: parts.timeoutSeconds,
    Environment: { Variables: parts.environment },
    Policies: parts.policies,
    LoggingConfig: { LogFormat: "JSON", LogGroup: ref(logs) },
    ...(parts.recurs && { RecursiveLoop: "Allow" }),
    ...(parts.async && { EventInvokeConfig: eventInvokeConfig }),
    ...(tags && Object.keys(tags).length > 0 && { Tags: tags }),
    ...parts.more,
  };
  return [
    [id, { Type: "AWS::Serverless::Function", Properties: properties }],
    [logs, makeLogGroup(name, parts)],
  ];
}

/** Lambda tries twice more, then hands the event to the recovery by way of the dead letters. */
const eventInvokeConfig = {
  MaximumRetryAttempts: 2,
  MaximumEventAgeInSeconds: longestEventAgeSeconds,
  DestinationConfig: { OnFailure: { Type: "SQS", Destination: getAtt(own.deadLetters, "Arn") } },
};

export function logGroupOf(id: string): string {
  return `${id}Logs`;
}

function makeLogGroup(name: string, { logRetentionDays, tags = {} }: FunctionParts): TemplateResource {
  return {
    Type: "AWS::Logs::LogGroup",
    DeletionPolicy: "Delete",
    UpdateReplacePolicy: "Delete",
    Properties: {
      LogGroupName: { "Fn::Sub": `/aws/lambda/\${AWS::StackName}-${name}` },
      RetentionInDays: logRetentionDays,
      ...tagList(tags),
    },
  };
}

/** Tags as most resources take them. */
export function tagList(tags: TemplateObject): TemplateObject {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return list.length > 0 ? { Tags: list } : {};
}

function codeUri(code: CodeLocation): TemplateValue {
  return typeof code === "string" ? code : { Bucket: code.Bucket, Key: code.Key };
}

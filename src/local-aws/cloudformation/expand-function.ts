/** What SAM makes of a function ("Generated CloudFormation resources", SAM developer guide): the same resources as its own translator. */
import type { TemplateValue } from "../../deploy/template/template.ts";

type Fields = { readonly [key: string]: TemplateValue };

/** A resource before anything in it is evaluated. */
export interface ExpandedResource {
  /** What its logical id has after the function's: nothing for the function itself. */
  readonly suffix: string;
  readonly type: string;
  readonly properties: Fields;
}

/** @throws {Error} for versions of functions, which the local AWS has not */
export function* expandFunction(id: string, properties: Fields): Generator<ExpandedResource> {
  const { CodeUri, Policies, Events, EventInvokeConfig, FunctionUrlConfig, PermissionsBoundary, AssumeRolePolicyDocument, ...others } =
    properties;
  const { Tags, Tracing, DeadLetterQueue, AutoPublishAlias, PropagateTags: _, ...rest } = others;
  if (AutoPublishAlias !== undefined) throw new Error(`The local AWS publishes no versions: ${id} has an AutoPublishAlias.`);
  const tags = [...pairs({ "lambda:createdBy": "SAM" }), ...pairs((Tags ?? {}) as Fields)];
  if (rest.Role === undefined) {
    const role = { AssumeRolePolicyDocument, PermissionsBoundary, Policies, Tracing, EventInvokeConfig, VpcConfig: rest.VpcConfig };
    yield { suffix: "Role", type: "AWS::IAM::Role", properties: { ...roleOf(id, role), Tags: tags } };
  }
  const { Bucket = "", Key = "" } = (typeof CodeUri === "object" ? CodeUri : {}) as Fields;
  const Code = typeof CodeUri === "object" ? { S3Bucket: Bucket, S3Key: Key } : (CodeUri ?? "");
  yield {
    suffix: "",
    type: "AWS::Lambda::Function",
    properties: {
      ...rest,
      Code,
      Role: rest.Role ?? { "Fn::GetAtt": [`${id}Role`, "Arn"] },
      Tags: tags,
      ...(Tracing !== undefined && { TracingConfig: { Mode: Tracing } }),
      ...(DeadLetterQueue !== undefined && { DeadLetterConfig: { TargetArn: (DeadLetterQueue as Fields).TargetArn ?? "" } }),
    },
  };
  if (EventInvokeConfig !== undefined) yield invokeConfigOf(id, EventInvokeConfig as Fields);
  if (FunctionUrlConfig !== undefined) yield* urlOf(id, FunctionUrlConfig as Fields);
  for (const [name, event] of Object.entries((Events ?? {}) as Record<string, Event>)) yield* eventOf(id, name, event);
}

type Event = { readonly Type: string; readonly Properties?: Fields };
const managed = (name: string) => `arn:aws:iam::aws:policy/${name}`;

function roleOf(id: string, parts: { readonly [name: string]: TemplateValue | undefined }): Fields {
  const { AssumeRolePolicyDocument, PermissionsBoundary, Policies = [], Tracing, EventInvokeConfig, VpcConfig } = parts;
  const policies = Array.isArray(Policies) ? (Policies as readonly TemplateValue[]) : [Policies];
  const isDocument = (policy: TemplateValue) =>
    typeof policy === "object" && policy !== null && !Object.keys(policy).some((key) => key === "Ref" || key.startsWith("Fn::"));
  const { OnFailure } = ((EventInvokeConfig as Fields | undefined)?.DestinationConfig ?? {}) as { readonly OnFailure?: Fields };
  const toQueue = OnFailure?.Type === "SQS" ? [{ Action: "sqs:SendMessage", Effect: "Allow", Resource: OnFailure.Destination ?? "" }] : [];
  return {
    AssumeRolePolicyDocument: AssumeRolePolicyDocument ?? trust("lambda.amazonaws.com"),
    ManagedPolicyArns: [
      managed("service-role/AWSLambdaBasicExecutionRole"),
      ...(Tracing !== undefined ? [managed("AWSXrayWriteOnlyAccess")] : []),
      ...(VpcConfig !== undefined ? [managed("service-role/AWSLambdaVPCAccessExecutionRole")] : []),
      ...policies.filter((policy) => !isDocument(policy)),
    ],
    Policies: [
      ...toQueue.map((Statement) => named(`${id}EventInvokeConfigOnFailureSQSPolicy`, [Statement])),
      ...policies.flatMap((policy, index) =>
        isDocument(policy) ? [{ PolicyName: `${id}RolePolicy${index}`, PolicyDocument: policy }] : [],
      ),
    ],
    ...(PermissionsBoundary !== undefined && { PermissionsBoundary }),
  };
}

function invokeConfigOf(id: string, { DestinationConfig, ...config }: Fields): ExpandedResource {
  const destinations = Object.entries((DestinationConfig ?? {}) as Record<string, Fields>);
  const plain = Object.fromEntries(destinations.map(([name, { Destination = "" }]) => [name, { Destination }]));
  const properties = { ...config, DestinationConfig: plain, FunctionName: { Ref: id }, Qualifier: "$LATEST" };
  return { suffix: "EventInvokeConfig", type: "AWS::Lambda::EventInvokeConfig", properties };
}

function* urlOf(id: string, config: Fields): Generator<ExpandedResource> {
  yield { suffix: "Url", type: "AWS::Lambda::Url", properties: { ...config, TargetFunctionArn: { Ref: id } } };
  if (config.AuthType !== "NONE") return;
  const everyone = { FunctionName: { Ref: id }, Principal: "*" };
  yield permission("UrlPublicPermissions", { ...everyone, Action: "lambda:InvokeFunctionUrl", FunctionUrlAuthType: "NONE" });
  yield permission("URLInvokeAllowPublicAccess", { ...everyone, Action: "lambda:InvokeFunction", InvokedViaFunctionUrl: true });
}

function* eventOf(id: string, name: string, { Type, Properties = {} }: Event): Generator<ExpandedResource> {
  const { Pattern, OmitName: _, DeadLetterConfig, PermissionsBoundary, Input, InputTransformer, RetryPolicy, ...rest } = Properties;
  const target = {
    Arn: { "Fn::GetAtt": [id, "Arn"] },
    ...(Input !== undefined && { Input }),
    ...(InputTransformer !== undefined && { InputTransformer }),
    ...(DeadLetterConfig !== undefined && { DeadLetterConfig }),
    ...(RetryPolicy !== undefined && { RetryPolicy }),
  };
  if (Type === "ScheduleV2") {
    const RoleArn = { "Fn::GetAtt": [`${id}${name}Role`, "Arn"] };
    yield {
      suffix: name,
      type: "AWS::Scheduler::Schedule",
      properties: { FlexibleTimeWindow: { Mode: "OFF" }, ...rest, Target: { ...target, RoleArn } },
    };
    const allow = (Action: string, Resource: TemplateValue) => [{ Action, Effect: "Allow", Resource }];
    const { Arn: queue } = (DeadLetterConfig ?? {}) as Fields;
    const policies = [
      named(`${id}${name}LambdaPolicy`, allow("lambda:InvokeFunction", target.Arn)),
      ...(queue === undefined ? [] : [named(`${id}${name}SQSPolicy`, allow("sqs:SendMessage", queue))]),
    ];
    const bounded = PermissionsBoundary !== undefined && { PermissionsBoundary };
    const role = { AssumeRolePolicyDocument: trust("scheduler.amazonaws.com"), Policies: policies, ...bounded };
    yield { suffix: `${name}Role`, type: "AWS::IAM::Role", properties: role };
  } else if (Type === "EventBridgeRule") {
    const Targets = [{ ...target, Id: `${id}${name}LambdaTarget` }];
    yield { suffix: name, type: "AWS::Events::Rule", properties: { ...rest, EventPattern: Pattern ?? {}, Targets } };
    const SourceArn = { "Fn::GetAtt": [`${id}${name}`, "Arn"] };
    const caller = { FunctionName: { Ref: id }, Principal: "events.amazonaws.com", SourceArn };
    yield permission(`${name}Permission`, { ...caller, Action: "lambda:InvokeFunction" });
  } else {
    // Of others, which nobody but their users writes, it makes one thing: what sends the events.
    yield { suffix: name, type: senders[Type] ?? `AWS::Serverless::${Type}`, properties: Properties };
  }
}

const senders: Readonly<Record<string, string>> = {
  SQS: "AWS::Lambda::EventSourceMapping",
  Schedule: "AWS::Events::Rule",
  CloudWatchEvent: "AWS::Events::Rule",
  S3: "AWS::Lambda::Permission",
};

function permission(suffix: string, properties: Fields): ExpandedResource {
  return { suffix, type: "AWS::Lambda::Permission", properties };
}

function named(PolicyName: string, Statement: readonly TemplateValue[]): Fields {
  return { PolicyName, PolicyDocument: { Statement } };
}

function trust(service: string): Fields {
  const statement = { Action: ["sts:AssumeRole"], Effect: "Allow", Principal: { Service: [service] } };
  return { Version: "2012-10-17", Statement: [statement] };
}

function pairs(tags: Fields): readonly Fields[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

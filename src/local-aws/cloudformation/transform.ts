/** What SAM and CloudFormation make of a template: plain resources with their values, as change sets and events name them. */
import type { Template, TemplateValue } from "../../deploy/template/template.ts";
import { evaluate, evaluateCondition, type Scope } from "../provision/evaluate.ts";
import { identify, nameProperties } from "../provision/identify.ts";
import { account, region } from "../service.ts";

export type Fields = { readonly [key: string]: TemplateValue };

export interface PlainResource {
  readonly type: string;
  readonly properties: Fields;
  readonly physicalId: string;
  readonly deletionPolicy?: string | undefined;
  /** Logical ids that must be there before. */
  readonly dependsOn: readonly string[];
}

export interface Surroundings {
  readonly stackName: string;
  readonly stackId: string;
  readonly endpoint: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** By logical id, in the order in which they are made. */
export type PlainResources = ReadonlyMap<string, PlainResource>;

export function transform(template: Template, surroundings: Surroundings): PlainResources {
  const scope = makeScope(template, surroundings);
  const plain = new Map<string, PlainResource>();
  for (const [id, resource] of Object.entries(template.Resources)) {
    if (resource.Condition !== undefined && !scope.condition(resource.Condition)) continue;
    const properties = evaluate(resource.Properties ?? {}, scope) as Fields;
    const identity = identityOf(template, id, surroundings, scope);
    const dependsOn = referencesOf(resource.Properties ?? {}, template);
    const { DeletionPolicy: deletionPolicy } = resource;
    if (resource.Type === "AWS::Serverless::Function")
      for (const [key, one] of functionParts(id, properties, identity.ref, dependsOn)) plain.set(key, one);
    else plain.set(id, { type: resource.Type, properties, physicalId: identity.ref, deletionPolicy, dependsOn });
  }
  return inOrder(plain);
}

/** SAM's expansion of a function ("Generated CloudFormation resources", SAM developer guide), as far as Orchwits uses it. */
function* functionParts(id: string, properties: Fields, name: string, dependsOn: readonly string[]): Generator<[string, PlainResource]> {
  const { CodeUri, Policies, Events, EventInvokeConfig, FunctionUrlConfig, PermissionsBoundary, AssumeRolePolicyDocument, Tags, ...rest } =
    properties;
  const role = `${id}Role`;
  const roleName = `${name}-role`;
  if (rest.Role === undefined) {
    const policies = Array.isArray(Policies) ? (Policies as readonly TemplateValue[]) : Policies === undefined ? [] : [Policies];
    const documents = policies.filter((policy): policy is Fields => typeof policy === "object" && policy !== null);
    const managed = policies.filter((policy) => typeof policy === "string");
    yield [
      role,
      {
        type: "AWS::IAM::Role",
        physicalId: roleName,
        dependsOn: dependsOn.filter((other) => other !== id),
        properties: {
          AssumeRolePolicyDocument: AssumeRolePolicyDocument ?? {
            Statement: [{ Effect: "Allow", Principal: { Service: ["lambda.amazonaws.com"] }, Action: ["sts:AssumeRole"] }],
          },
          ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", ...managed],
          Policies: documents.map((document, index) => ({ PolicyName: `${role}Policy${index}`, PolicyDocument: document })),
          ...(PermissionsBoundary !== undefined && { PermissionsBoundary }),
        },
      },
    ];
  }
  const code = CodeUri as Fields | string | undefined;
  const lambda = {
    ...rest,
    ...(Tags !== undefined && { Tags: Object.entries(Tags as Fields).map(([Key, Value]) => ({ Key, Value })) }),
    Code: typeof code === "object" ? { S3Bucket: code.Bucket ?? "", S3Key: code.Key ?? "" } : (code ?? ""),
    Role: rest.Role ?? `arn:aws:iam::${account}:role/${roleName}`,
  };
  yield [
    id,
    {
      type: "AWS::Lambda::Function",
      properties: lambda,
      physicalId: name,
      dependsOn: [...dependsOn, ...(rest.Role === undefined ? [role] : [])],
    },
  ];
  const part = (suffix: string, type: string, value: TemplateValue): [string, PlainResource] => [
    `${id}${suffix}`,
    { type, properties: value as Fields, physicalId: `${name}-${suffix}`, dependsOn: [id] },
  ];
  if (EventInvokeConfig !== undefined) yield part("EventInvokeConfig", "AWS::Lambda::EventInvokeConfig", EventInvokeConfig);
  if (FunctionUrlConfig !== undefined) yield part("Url", "AWS::Lambda::Url", FunctionUrlConfig);
  for (const [event, { Type, Properties = {} }] of Object.entries(
    (Events ?? {}) as Record<string, { Type: string; Properties?: Fields }>,
  )) {
    yield part(event, eventTypes[Type] ?? `AWS::Serverless::${Type}`, Properties);
  }
}

const eventTypes: Readonly<Record<string, string>> = {
  SQS: "AWS::Lambda::EventSourceMapping",
  Schedule: "AWS::Events::Rule",
  ScheduleV2: "AWS::Scheduler::Schedule",
  EventBridgeRule: "AWS::Events::Rule",
  S3: "AWS::Lambda::Permission",
};

function makeScope(template: Template, surroundings: Surroundings): Scope {
  const { Parameters = {}, Conditions = {}, Resources } = template;
  const pseudo: Readonly<Record<string, string>> = {
    "AWS::AccountId": account,
    "AWS::Partition": "aws",
    "AWS::Region": region,
    "AWS::StackName": surroundings.stackName,
    "AWS::StackId": surroundings.stackId,
    "AWS::URLSuffix": "amazonaws.com",
  };
  const scope: Scope = {
    ref(name) {
      if (name in pseudo) return pseudo[name];
      const parameter = Parameters[name];
      if (!parameter) return Resources[name] && identityOf(template, name, surroundings, scope).ref;
      const value = surroundings.parameters[name] ?? String(parameter.Default ?? "");
      return /^List<|^CommaDelimitedList$/.test(String(parameter.Type)) ? value.split(",") : value;
    },
    attribute: (id, attribute) =>
      Resources[id] ? (identityOf(template, id, surroundings, scope).attributes[attribute] ?? `${id}.${attribute}`) : `${id}.${attribute}`,
    condition: (name) => evaluateCondition(Conditions[name] ?? false, scope),
    mapping: () => undefined,
  };
  return scope;
}

function identityOf(template: Template, id: string, { stackName, endpoint }: Surroundings, scope: Scope) {
  const { Type, Properties = {} } = template.Resources[id] as Template["Resources"][string];
  const named = Properties[nameProperties[Type] ?? ""];
  const name = named === undefined || named === null ? undefined : String(evaluate(named, scope));
  return identify(Type, id, name, { stackName, endpoint });
}

function referencesOf(value: TemplateValue, { Resources }: Template): readonly string[] {
  const found = new Set<string>();
  const visit = (one: TemplateValue): void => {
    if (typeof one !== "object" || one === null) return;
    const { Ref, "Fn::GetAtt": attribute, "Fn::Sub": sub } = one as Fields;
    if (typeof Ref === "string") found.add(Ref);
    if (Array.isArray(attribute)) found.add(String(attribute[0]));
    if (typeof sub === "string") for (const [, name = ""] of sub.matchAll(/\$\{([^!}.]+)/g)) found.add(name);
    for (const child of Object.values(one)) visit(child as TemplateValue);
  };
  visit(value);
  return [...found].filter((name) => Resources[name] !== undefined);
}

/** What others need comes first. */
function inOrder(plain: ReadonlyMap<string, PlainResource>): PlainResources {
  const sorted = new Map<string, PlainResource>();
  const visit = (id: string, trail: readonly string[]): void => {
    const resource = plain.get(id);
    if (!resource || sorted.has(id) || trail.includes(id)) return;
    for (const other of resource.dependsOn) visit(other, [...trail, id]);
    sorted.set(id, resource);
  };
  for (const id of plain.keys()) visit(id, []);
  return sorted;
}

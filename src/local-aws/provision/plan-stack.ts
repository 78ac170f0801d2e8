/** From a template to the plan of what to make: pure, so that an update is the difference between two plans. */
import type { Template, TemplateResource, TemplateValue } from "../../deploy/template/template.ts";
import { urlPath } from "../lambda/function-url.ts";
import { account, region } from "../service.ts";
import { evaluate, evaluateCondition, evaluateText, type Scope, TemplateFault } from "./evaluate.ts";
import { type Identity, identify, nameProperties, type Surroundings } from "./identify.ts";
import { type Plan, PlanDraft } from "./plan.ts";
import type { PlanContext } from "./plan-context.ts";
import { planFunction } from "./plan-function.ts";
import { isIgnored, planners } from "./planners.ts";

export interface PlanOptions extends Surroundings {
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** The absolute folder of a function's code. @param properties of the function, evaluated */
  readonly codeFolderOf: PlanContext["codeFolderOf"];
}

type Fields = { readonly [key: string]: TemplateValue };

/** @throws {TemplateFault} for a template that refers to what is not there */
export function planStack(template: Template, options: PlanOptions): Plan {
  const draft = new PlanDraft();
  const { scope, identityOf, exists } = makeScope(template, options, draft);
  const context: PlanContext = { draft, stackName: options.stackName, identityOf, codeFolderOf: options.codeFolderOf };
  const resources = Object.entries(template.Resources).filter(([logicalId]) => exists(logicalId));
  const evaluated = resources.map(([logicalId, { Type, Properties = {} }]) => {
    draft.physicalIds[logicalId] = identityOf(logicalId).ref;
    draft.resourceTypes[logicalId] = Type === "AWS::Serverless::Function" ? "AWS::Lambda::Function" : Type;
    return [logicalId, Type, isIgnored(Type) ? {} : at(logicalId, () => evaluate(Properties, scope) as Fields)] as const;
  });
  // Policies come first, and functions last: roles look for their policies, and functions for their roles.
  const isPolicy = (type: string) => type === "AWS::IAM::ManagedPolicy";
  const others = evaluated.toSorted(([, one], [, other]) => Number(isPolicy(other)) - Number(isPolicy(one)));
  for (const [logicalId, type, properties] of others) {
    if (type === "AWS::Serverless::Function" || isIgnored(type)) continue;
    const plan = planners[type];
    if (plan) plan(context, logicalId, properties);
    else draft.note(`${logicalId}: the local AWS has no ${type}, so there is none.`);
  }
  for (const [logicalId, type, properties] of evaluated) {
    if (type === "AWS::Serverless::Function") planFunction(context, logicalId, properties);
  }
  for (const [name, { Value }] of Object.entries(template.Outputs ?? {})) draft.outputs[name] = at(name, () => evaluateText(Value, scope));
  addForeign(draft);
  return draft;
}

/** What belongs to somebody else on AWS, and is made here so that what refers to it works. */
function addForeign(draft: PlanDraft): void {
  const prefix = `arn:aws:sqs:${region}:${account}:`;
  for (const { queueArn } of draft.eventSources) {
    const name = queueArn.split(":").at(-1) ?? "";
    if (draft.queues.has(name)) continue;
    if (queueArn !== `${prefix}${name}`) draft.note(`The queue ${queueArn} is of another account or region. Here it is ${prefix}${name}.`);
    else draft.note(`The queue ${name} is not of this template. Here it was made for you.`);
    draft.queues.set(name, { visibilityTimeoutSeconds: 30 });
  }
  const { Blobs: blobs } = draft.outputs;
  const foreign = [...draft.awaitedBuckets, ...(blobs ? [blobs] : [])].filter((name) => !draft.buckets.has(name));
  for (const name of new Set(foreign)) {
    draft.buckets.add(name);
    draft.sendingBuckets.add(name);
    draft.note(`The bucket ${name} is not of this template. Here it was made for you.`);
  }
}

function makeScope(template: Template, options: PlanOptions, draft: PlanDraft) {
  const { Resources, Parameters = {}, Conditions = {}, Mappings = {} } = template as Template & { readonly Mappings?: Fields };
  const known = new Map<string, Identity>();
  const pseudo: Readonly<Record<string, string>> = {
    "AWS::AccountId": account,
    "AWS::Partition": "aws",
    "AWS::Region": region,
    "AWS::StackName": options.stackName,
    "AWS::StackId": `arn:aws:cloudformation:${region}:${account}:stack/${options.stackName}/local`,
    "AWS::URLSuffix": "amazonaws.com",
  };
  const exists = (logicalId: string) => {
    const condition = Resources[logicalId]?.Condition;
    return condition === undefined || scope.condition(condition);
  };
  const identityOf = (logicalId: string): Identity => {
    const found = known.get(logicalId);
    if (found) return found;
    const { Type, Properties = {} } = Resources[logicalId] as TemplateResource;
    const named = Properties[nameProperties[Type] ?? ""];
    const name = named === undefined || named === null ? undefined : at(logicalId, () => evaluateText(named, scope));
    const identity = identify(Type, logicalId, name, options);
    known.set(logicalId, identity);
    return identity;
  };
  /** What SAM makes beside each function: a role, and a URL. */
  const addedBySam = (logicalId: string, attribute: string) => {
    const [, owner = "", kind] = /^(.+)(Role|Url)$/.exec(logicalId) ?? [];
    if (Resources[owner]?.Type !== "AWS::Serverless::Function") return undefined;
    const { name } = identityOf(owner);
    if (kind === "Role" && attribute === "Arn") return `arn:aws:iam::${account}:role/${name}-role`;
    if (kind === "Url" && attribute === "FunctionUrl") return `${options.endpoint}${urlPath(name)}`;
    return undefined;
  };
  const scope: Scope = {
    ref(name) {
      if (name in pseudo) return pseudo[name];
      if (Parameters[name]) return parameterOf(name, Parameters[name], options, draft);
      return Resources[name] && identityOf(name).ref;
    },
    attribute(logicalId, attribute) {
      if (Resources[logicalId]) return identityOf(logicalId).attributes[attribute];
      return addedBySam(logicalId, attribute);
    },
    condition(name) {
      const condition = Conditions[name];
      if (condition === undefined) throw new TemplateFault(`The template has no condition '${name}'.`);
      return evaluateCondition(condition, scope);
    },
    mapping: (name, first, second) => ((Mappings[name] as Fields | undefined)?.[first] as Fields | undefined)?.[second],
  };
  return { scope, identityOf, exists };
}

function parameterOf(name: string, { Default, Type }: Fields, { parameters = {} }: PlanOptions, draft: PlanDraft): TemplateValue {
  const isList = typeof Type === "string" && (Type === "CommaDelimitedList" || Type.startsWith("List<"));
  const given = parameters[name] ?? Default;
  if (given !== undefined) return isList ? String(given).split(",") : given;
  const madeUp = `local-${name.toLowerCase()}`;
  draft.note(`The parameter ${name} has no value: here it is '${madeUp}'. --parameter ${name}=… gives it one.`);
  return isList ? [madeUp] : madeUp;
}

/** Says of which part of the template a fault is. */
function at<T>(logicalId: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateFault) throw new TemplateFault(`${logicalId}: ${error.message}`);
    throw error;
  }
}

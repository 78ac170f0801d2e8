/** What SAM and CloudFormation make of a template: plain resources with their values, as change sets and events name them. */
import type { Template, TemplateResource, TemplateValue } from "../../deploy/template/template.ts";
import { evaluate, evaluateCondition, type Scope } from "../provision/evaluate.ts";
import { type Identity, identify, nameProperties } from "../provision/identify.ts";
import { account, region } from "../service.ts";
import { expandFunction } from "./expand-function.ts";

export type Fields = { readonly [key: string]: TemplateValue };

export interface PlainResource {
  readonly type: string;
  readonly properties: Fields;
  readonly physicalId: string;
  readonly deletionPolicy?: string | undefined;
  readonly updateReplacePolicy?: string | undefined;
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

/** @throws {Error} for what CloudFormation or SAM would refuse, once it looks */
export function transform(template: Template, surroundings: Surroundings): PlainResources {
  const made = new Map<string, Identity>();
  const scope = makeScope(template, surroundings, made);
  const expanded = new Map<string, TemplateResource>();
  for (const [id, resource] of Object.entries(template.Resources)) {
    if (resource.Condition !== undefined && !scope.condition(resource.Condition)) continue;
    if (resource.Type !== "AWS::Serverless::Function") {
      expanded.set(id, resource);
      continue;
    }
    const { Properties = {}, ...attributes } = resource;
    for (const { suffix, type, properties } of expandFunction(id, Properties)) {
      if (expanded.has(`${id}${suffix}`)) throw new Error(`Resource with id [${id}${suffix}] is there twice.`);
      expanded.set(
        `${id}${suffix}`,
        suffix === "" ? { ...attributes, Type: type, Properties: properties } : { Type: type, Properties: properties },
      );
      if (suffix !== "") made.set(`${id}${suffix}`, identify(type, `${id}${suffix}`, undefined, surroundings));
    }
  }
  const plain = new Map<string, PlainResource>();
  for (const [
    id,
    { Type, Properties = {}, DependsOn = [], DeletionPolicy: deletionPolicy, UpdateReplacePolicy: updateReplacePolicy },
  ] of expanded) {
    const needed = new Set([...referencesOf(Properties), ...[DependsOn].flat()]);
    const unknown = [...needed].filter((name) => !expanded.has(name) && !isKnown(name, template));
    if (unknown.length > 0) {
      throw new Error(
        `Template format error: Unresolved resource dependencies [${unknown.join(", ")}] in the Resources block of the template`,
      );
    }
    plain.set(id, {
      type: Type,
      properties: evaluate(Properties, scope) as Fields,
      physicalId: (made.get(id) ?? identityOf(template, id, surroundings, scope)).ref,
      deletionPolicy,
      updateReplacePolicy,
      dependsOn: [...needed].filter((name) => expanded.has(name)),
    });
  }
  return inOrder(plain);
}

function isKnown(name: string, { Parameters = {}, Resources }: Template): boolean {
  return name.startsWith("AWS::") || Object.hasOwn(Parameters, name) || Object.hasOwn(Resources, name);
}

function makeScope(template: Template, surroundings: Surroundings, made: ReadonlyMap<string, Identity>): Scope {
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
      if (!parameter) return made.get(name)?.ref ?? (Resources[name] && identityOf(template, name, surroundings, scope).ref);
      const value = surroundings.parameters[name] ?? String(parameter.Default ?? "");
      return /^List<|^CommaDelimitedList$/.test(String(parameter.Type)) ? value.split(",") : value;
    },
    attribute(id, attribute) {
      const identity = made.get(id) ?? (Resources[id] && identityOf(template, id, surroundings, scope));
      const found = identity?.attributes[attribute];
      return found ?? `${id}.${attribute}`;
    },
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

/** The names that a value refers to, those of parameters included. */
function referencesOf(value: TemplateValue): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return (value as readonly TemplateValue[]).flatMap(referencesOf);
  const { Ref, "Fn::GetAtt": attribute, "Fn::Sub": sub, ...others } = value as Fields;
  const [text, own = {}] = Array.isArray(sub) ? (sub as unknown as readonly [string, Fields]) : [String(sub ?? "")];
  const inText = [...text.matchAll(/\$\{([^!}.]+)[^}]*\}/g)]
    .map(([, name = ""]) => name.trim())
    .filter((name) => !Object.hasOwn(own, name));
  const [owner = ""] = Array.isArray(attribute) ? attribute.map(String) : String(attribute ?? "").split(".");
  const said = [typeof Ref === "string" ? Ref : "", owner].filter((name) => name !== "");
  return [...said, ...inText, ...Object.values(own).flatMap(referencesOf), ...Object.values(others).flatMap(referencesOf)];
}

/** What others need comes first. */
function inOrder(plain: ReadonlyMap<string, PlainResource>): PlainResources {
  const sorted = new Map<string, PlainResource>();
  const visit = (id: string, trail: readonly string[]): void => {
    const resource = plain.get(id);
    if (!resource || sorted.has(id)) return;
    if (trail.includes(id)) throw new Error(`Circular dependency between resources: [${trail.slice(trail.indexOf(id)).join(", ")}]`);
    for (const other of resource.dependsOn) visit(other, [...trail, id]);
    sorted.set(id, resource);
  };
  for (const id of plain.keys()) visit(id, []);
  return sorted;
}

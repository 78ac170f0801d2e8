/** Says once what all functions of a template have in common: SAM's `Globals`. It only changes how a template reads. */
import { isDeepStrictEqual } from "node:util";
import type { TemplateObject } from "./intrinsics.ts";
import { isMap } from "./merge-properties.ts";
import type { Template, TemplateResource, TemplateValue } from "./template.ts";

const functionType = "AWS::Serverless::Function";

/** Properties that SAM takes globally and that say nothing of a single function. SAM adds up lists, so that a list must be equal in all. */
const shareable = [
  "Runtime",
  "Architectures",
  "Handler",
  "MemorySize",
  "Timeout",
  "Environment",
  "LoggingConfig",
  "EventInvokeConfig",
].concat(["Layers", "Tags", "VpcConfig", "PermissionsBoundary", "EphemeralStorage", "Tracing", "RecursiveLoop"]);

/** Numbers and texts that a function may say otherwise: what most say is said globally. */
const primitive = ["Runtime", "Handler", "MemorySize", "Timeout"];

/** The template with `Globals` where it has at least two functions and they share something. SAM puts everything back. */
export function hoistGlobals(template: Template): Template & { readonly Globals?: TemplateObject } {
  const { Resources, Outputs, ...head } = template;
  const functions = Object.values(Resources).filter(({ Type }) => Type === functionType);
  if (functions.length < 2) return template;
  const shared = sharedOf(functions.map(({ Properties = {} }) => Properties));
  if (Object.keys(shared).length === 0) return template;
  const without = Object.entries(Resources).map(([id, resource]) => [
    id,
    isFunction(resource) ? withoutShared(resource, shared) : resource,
  ]);
  return { ...head, Globals: { Function: shared }, Resources: Object.fromEntries(without), ...(Outputs && { Outputs }) };
}

function isFunction({ Type }: TemplateResource): boolean {
  return Type === functionType;
}

function sharedOf(functions: readonly TemplateObject[]): TemplateObject {
  const shared: Record<string, TemplateValue> = {};
  for (const property of shareable) {
    const values = functions.map((properties) => properties[property]);
    const common = primitive.includes(property) ? mostCommon(values) : commonPart(values);
    if (common !== undefined) shared[property] = common;
  }
  return shared;
}

/** The value that most have, the first of equally frequent ones; none where a function leaves it out or nothing is said twice. */
function mostCommon(values: readonly (TemplateValue | undefined)[]): TemplateValue | undefined {
  if (!values.every((value) => typeof value === "string" || typeof value === "number")) return undefined;
  const count = (value: TemplateValue | undefined) => values.filter((other) => other === value).length;
  const [most] = [...new Set(values)].sort((one, other) => count(other) - count(one));
  return count(most) > 1 ? most : undefined;
}

/** What values have in common: all of it where they are equal, the entries that are equal in all where they are maps. */
function commonPart(values: readonly (TemplateValue | undefined)[]): TemplateValue | undefined {
  const [first] = values;
  if (first === undefined) return undefined;
  if (values.every((value) => isDeepStrictEqual(value, first))) return first;
  const maps = values.filter(isMap);
  if (!isMap(first) || maps.length < values.length) return undefined;
  const common: Record<string, TemplateValue> = {};
  for (const key of Object.keys(first)) {
    const part = commonPart(maps.map((value) => value[key]));
    if (part !== undefined) common[key] = part;
  }
  return Object.keys(common).length > 0 ? common : undefined;
}

function withoutShared(resource: TemplateResource, shared: TemplateObject): TemplateResource {
  return { ...resource, Properties: rest(resource.Properties ?? {}, shared) };
}

function rest(value: TemplateObject, shared: TemplateObject): TemplateObject {
  const left: Record<string, TemplateValue> = {};
  for (const [key, own] of Object.entries(value)) {
    const common = shared[key];
    if (isDeepStrictEqual(own, common)) continue;
    left[key] = isMap(own) && isMap(common) ? rest(own, common) : own;
  }
  return left;
}

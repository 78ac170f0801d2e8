/** Reads a template as CloudFormation and SAM do: YAML with short forms, and what is said globally put into each function. */
import { parse, type ScalarTag } from "yaml";
import type { Template, TemplateResource, TemplateValue } from "../../deploy/template/template.ts";
import { ServiceError } from "../service-error.ts";

type Fields = { readonly [key: string]: TemplateValue };

/** @throws {ServiceError} for what is no template */
export function readTemplate(text: string): Template {
  let read: unknown;
  try {
    read = parse(text, { schema: "yaml-1.1", customTags: shortForms, logLevel: "silent" });
  } catch (error) {
    throw invalid(`Template format error: ${(error as Error).message.split("\n")[0]}`);
  }
  const template = read as (Template & { readonly Globals?: { readonly Function?: Fields } }) | null;
  if (typeof template !== "object" || template === null) throw invalid("Template format error: unsupported structure.");
  if (!template.Resources || Object.keys(template.Resources).length === 0) {
    throw invalid("Template format error: At least one Resources member must be defined.");
  }
  const { Globals, ...rest } = template;
  const shared = Globals?.Function;
  if (!shared) return rest;
  const put = (resource: TemplateResource) =>
    resource.Type === "AWS::Serverless::Function"
      ? { ...resource, Properties: merge(shared, resource.Properties ?? {}) as Fields }
      : resource;
  return { ...rest, Resources: Object.fromEntries(Object.entries(rest.Resources).map(([id, resource]) => [id, put(resource)])) };
}

const tags: readonly (readonly [tag: string, name: string])[] = [
  ["!Ref", "Ref"],
  ["!Sub", "Fn::Sub"],
  ["!GetAtt", "Fn::GetAtt"],
];

const shortForms: ScalarTag[] = tags.map(([tag, name]) => ({
  tag,
  resolve: (text: string) => ({
    [name]: name === "Fn::GetAtt" ? [text.slice(0, text.indexOf(".")), text.slice(text.indexOf(".") + 1)] : text,
  }),
}));

/** As SAM does it: maps are merged, lists are added up, anything else is overridden. */
function merge(shared: TemplateValue, own: TemplateValue): TemplateValue {
  if (Array.isArray(shared) && Array.isArray(own)) return [...shared, ...own];
  if (!isMap(shared) || !isMap(own)) return own;
  const merged: Record<string, TemplateValue> = { ...shared };
  for (const [key, value] of Object.entries(own)) merged[key] = merged[key] === undefined ? value : merge(merged[key], value);
  return merged;
}

function isMap(value: TemplateValue): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(message: string): ServiceError {
  return new ServiceError("ValidationError", message);
}

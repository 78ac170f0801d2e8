/** Reads a template in YAML as SAM does: short forms written out, and `Globals` put back into every function. */
import { parseDocument, type ScalarTag } from "yaml";
import { isMap } from "./merge-properties.ts";
import type { Template, TemplateResource, TemplateValue } from "./template.ts";

const tags: ScalarTag[] = [
  { tag: "!Ref", resolve: (text) => ({ Ref: text }) },
  { tag: "!Sub", resolve: (text) => ({ "Fn::Sub": text }) },
  { tag: "!GetAtt", resolve: (text) => ({ "Fn::GetAtt": [text.slice(0, text.indexOf(".")), text.slice(text.indexOf(".") + 1)] }) },
];

/** @throws {Error} for what is no YAML, or has anchors */
export function readYaml(text: string): Template {
  const document = parseDocument(text, { customTags: tags, strict: true });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) throw fault;
  return putBack(document.toJS({ maxAliasCount: 0 }));
}

function putBack({ Globals, ...template }: Template & { readonly Globals?: { readonly Function: TemplateValue } }): Template {
  const resources = Object.entries(template.Resources).map(([id, resource]) => [
    id,
    resource.Type === "AWS::Serverless::Function" && Globals ? withGlobals(resource, Globals.Function) : resource,
  ]);
  return { ...template, Resources: Object.fromEntries(resources) };
}

function withGlobals(resource: TemplateResource, globals: TemplateValue): TemplateResource {
  return { ...resource, Properties: merge(globals, resource.Properties) as NonNullable<TemplateResource["Properties"]> };
}

/** Maps are merged, lists added up, and else the function's own wins (AWS SAM developer guide, "Globals section"). */
function merge(shared: TemplateValue | undefined, own: TemplateValue | undefined): TemplateValue | undefined {
  if (shared === undefined || own === undefined) return own ?? shared;
  if (Array.isArray(shared) && Array.isArray(own)) return [...(shared as TemplateValue[]), ...(own as TemplateValue[])];
  if (!isMap(shared) || !isMap(own)) return own;
  const keys = [...new Set([...Object.keys(shared), ...Object.keys(own)])];
  return Object.fromEntries(keys.map((key) => [key, merge(shared[key], own[key]) as TemplateValue]));
}

/** Makes templates of small graphs, and finds things in them, for the tests beside. */
import { buildGraph } from "../../analyzer/rules/build-graph.fixture.ts";
import type { Graph, Step } from "../../model/graph.ts";
import type { TemplateObject } from "./intrinsics.ts";
import { makeTemplate } from "./make-template.ts";
import type { Template, TemplateValue } from "./template.ts";

/** A template, and what was said of it: `OW402 message fix`. */
export function make(graph: Graph, stackName?: string) {
  const { template, diagnostics, comments } = makeTemplate(graph, { code: (name) => `build/${name}`, stackName });
  return { template, comments, found: diagnostics.map(({ code, message, fix }) => [code, message, fix].filter(Boolean).join(" ")) };
}

/** A pipeline of one step with these options. */
export function withOptions(options: TemplateObject, stack?: TemplateObject): Graph {
  return withStack(buildGraph({ start: { more: { options } } }), stack);
}

export function withStack(graph: Graph, stack: TemplateObject | undefined): Graph {
  return stack === undefined ? graph : { ...graph, stack };
}

export function propertiesOf({ Resources }: Template, id: string): TemplateObject {
  const properties = Resources[id]?.Properties;
  if (!properties) throw new Error(`There is no resource '${id}', but: ${Object.keys(Resources).join(", ")}`);
  return properties;
}

/** A function's own statements, as `action → resource`, intrinsic functions as their texts. */
export function allowed(template: Template, id: string): readonly string[] {
  const [policy] = propertiesOf(template, id).Policies as unknown as readonly { Statement: readonly TemplateObject[] }[];
  return (policy?.Statement ?? []).flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} → ${textOf(resource as TemplateValue)}`)),
  );
}

/** The end of an ARN, after account and region. */
function textOf(value: TemplateValue): string {
  const text = Object.values(value as TemplateObject)[0];
  return (Array.isArray(text) ? text.join(".") : String(text))
    .replace(/^arn:.*[:}]function:\$\{AWS::StackName\}-/, "")
    .replace(/^arn:.*:::/, "");
}

export function retrying(step: Partial<Step> = {}): Partial<Step> {
  return { retries: true, options: { retry: { attempts: 3, first: "2s" } }, ...step };
}

/** Finds what a template refers to: by `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn`. */
import { isObject } from "./intrinsics.ts";
import type { TemplateResource, TemplateValue } from "./template.ts";

/** A mention of something by its logical id. */
export interface Reference {
  readonly to: string;
  readonly kind: "Ref" | "GetAtt" | "DependsOn";
  /** Where it stands, as `Start.Properties.Layers`. */
  readonly at: readonly string[];
  /** Whether it is all of what stands there, and not part of a list or a text. */
  readonly whole: boolean;
}

/** The references in a value, in the order in which they stand. */
export function referencesIn(value: TemplateValue | undefined, at: readonly string[] = [], whole = true): readonly Reference[] {
  if (Array.isArray(value)) return value.flatMap((item: TemplateValue) => referencesIn(item, at, false));
  if (!isObject(value)) return [];
  const entries = Object.entries(value);
  const [[name, argument] = []] = entries;
  if (entries.length === 1) {
    if (name === "Ref" && typeof argument === "string") return [{ to: argument, kind: "Ref", at, whole }];
    if (name === "Fn::GetAtt") return attributeReference(argument, at);
    if (name === "Fn::Sub") return subReferences(argument, at);
  }
  return entries.flatMap(([key, inner]) => referencesIn(inner, key.startsWith("Fn::") ? at : [...at, key], !key.startsWith("Fn::")));
}

/** The references of a resource, those that only say an order included. */
export function referencesOf(id: string, resource: TemplateResource): readonly Reference[] {
  const { DependsOn = [], ...rest } = resource;
  const order = typeof DependsOn === "string" ? [DependsOn] : DependsOn;
  return [
    ...referencesIn(rest as unknown as TemplateValue, [id]),
    ...order.map((to) => ({ to, kind: "DependsOn" as const, at: [id, "DependsOn"], whole: false })),
  ];
}

function attributeReference(argument: TemplateValue | undefined, at: readonly string[]): readonly Reference[] {
  const to = typeof argument === "string" ? argument.split(".")[0] : Array.isArray(argument) ? argument[0] : undefined;
  return typeof to === "string" ? [{ to, kind: "GetAtt", at, whole: false }] : [];
}

function subReferences(argument: TemplateValue | undefined, at: readonly string[]): readonly Reference[] {
  const [text, variables] = Array.isArray(argument) ? (argument as readonly TemplateValue[]) : [argument];
  const own = isObject(variables) ? variables : {};
  const named = typeof text === "string" ? [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => (name as string).trim()) : [];
  const references = named
    .filter((name) => !Object.hasOwn(own, name))
    .map((name) => ({
      to: name.split(".")[0] as string,
      kind: name.includes(".") ? ("GetAtt" as const) : ("Ref" as const),
      at,
      whole: false,
    }));
  return [...references, ...referencesIn(own, at, false)];
}

/** Names that every template knows. */
export function isPseudoParameter(name: string): boolean {
  return name.startsWith("AWS::");
}

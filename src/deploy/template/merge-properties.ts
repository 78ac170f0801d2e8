/** Raw properties over generated ones: what is said in the source wins, and maps keep what nobody spoke of. */
import { isObject, type TemplateObject } from "./intrinsics.ts";
import type { TemplateValue } from "./template.ts";

/** Maps are merged, at any depth; everything else, lists and intrinsic functions included, is replaced. */
export function mergeProperties(base: TemplateObject, over: TemplateObject): TemplateObject {
  const merged: Record<string, TemplateValue> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = isMap(before) && isMap(value) ? mergeProperties(before, value) : value;
  }
  return merged;
}

/** An object whose keys are properties, and not an intrinsic function. */
export function isMap(value: TemplateValue | undefined): value is TemplateObject {
  return isObject(value) && !Object.keys(value).some((key) => key === "Ref" || key.startsWith("Fn::"));
}

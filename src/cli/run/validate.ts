/** Checks values against the JSON Schemas of the graph, and says where and why one does not fit. */
import type { JsonSchema } from "../../model/graph.ts";
import { nearestName } from "../../model/nearest-name.ts";
import { shorten } from "./shorten.ts";

/** What does not fit, one sentence each; empty when the value fits. `name` is what the value is called. */
export function validate(value: unknown, schema: JsonSchema, name: string): string[] {
  if (schema.anyOf) return validateAny(value, schema, schema.anyOf, name);
  if (schema.const !== undefined || schema.enum) {
    const allowed: readonly unknown[] = schema.enum ?? [schema.const];
    return allowed.includes(value) ? [] : [mismatch(value, schema, name)];
  }
  if (schema.type === undefined) return [];
  if (schema.type !== typeOf(value)) return [mismatch(value, schema, name)];
  if (Array.isArray(value)) return validateItems(value, schema, name);
  if (schema.type === "object") return validateProperties(value as Record<string, unknown>, schema, name);
  return [];
}

/** What a schema allows, in words. */
export function describe(schema: JsonSchema): string {
  if (schema.anyOf) return [...new Set(schema.anyOf.map(describe))].join(" or ");
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" or ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return "a list";
  if (schema.type === "object") return "an object";
  if (schema.type === "null") return "null";
  return schema.type ? `a ${schema.type}` : "any value";
}

function validateAny(value: unknown, schema: JsonSchema, branches: readonly JsonSchema[], name: string): string[] {
  const results = branches.map((branch) => validate(value, branch, name));
  if (results.some((faults) => faults.length === 0)) return [];
  // Of several shapes, only one that the value resembles is worth explaining: the one whose own discriminants it has.
  const shapes = branches
    .map((branch, index) => ({ branch, faults: results[index] ?? [] }))
    .filter(({ branch }) => branch.type === typeOf(value) && isDeep(branch));
  const marked = shapes.filter(({ branch }) => hasDiscriminants(value, branch));
  const [shape, another] = marked.length > 0 ? marked : shapes;
  return shape && !another ? shape.faults : [mismatch(value, schema, name)];
}

function isDeep({ type }: JsonSchema): boolean {
  return type === "object" || type === "array";
}

function hasDiscriminants(value: unknown, { properties = {} }: JsonSchema): boolean {
  const constants = Object.entries(properties).filter(([, property]) => property.const !== undefined);
  return constants.length > 0 && constants.every(([key, property]) => (value as Record<string, unknown>)[key] === property.const);
}

function validateItems(value: readonly unknown[], { items, prefixItems }: JsonSchema, name: string): string[] {
  if (prefixItems && value.length < prefixItems.length && !items) {
    return [`${name} has ${value.length} of the ${prefixItems.length} items that it must have.`];
  }
  return value.flatMap((item, index) => {
    const schema = prefixItems?.[index] ?? items;
    return schema ? validate(item, schema, `${name}[${index}]`) : [];
  });
}

function validateProperties(value: Record<string, unknown>, schema: JsonSchema, name: string): string[] {
  const { properties = {}, required = [], additionalProperties } = schema;
  const faults = required
    .filter((key) => !Object.hasOwn(value, key))
    .map((key) => `${child(name, key)} is missing: ${describe(properties[key] ?? {})}.`);
  for (const [key, item] of Object.entries(value)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (property === false) faults.push(`${child(name, key)} is not expected.${suggestion(key, Object.keys(properties))}`);
    else if (typeof property === "object") faults.push(...validate(item, property, child(name, key)));
  }
  return faults;
}

function mismatch(value: unknown, schema: JsonSchema, name: string): string {
  const words = (schema.anyOf ?? [schema]).flatMap((one) => one.enum ?? (one.const === undefined ? [] : [one.const]));
  const hint =
    typeof value === "string"
      ? suggestion(
          value,
          words.filter((one) => typeof one === "string"),
        )
      : "";
  return `${name} must be ${describe(schema)}, not ${shorten(value, 60)}.${hint}`;
}

function suggestion(name: string, candidates: readonly string[]): string {
  const meant = nearestName(name, candidates);
  return meant === undefined ? "" : ` Did you mean '${meant}'?`;
}

function child(name: string, key: string): string {
  return /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(key) ? `${name}.${key}` : `${name}[${JSON.stringify(key)}]`;
}

function typeOf(value: unknown): JsonSchema["type"] {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value as "string" | "number" | "boolean" | "object";
}

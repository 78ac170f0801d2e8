/** A JSON Schema of a type, as far as JSON can tell: for prompting for a pipeline's input and judging what was given. */
import { type Checker, SymbolFlags, type Type, TypeFlags } from "typescript/unstable/sync";
import type { JsonSchema } from "../../model/graph.ts";

/** Deeper than people nest their input; types that contain themselves end here. */
const deepest = 8;

export function schemaOf(type: Type, checker: Checker, depth = deepest): JsonSchema {
  if (depth === 0) return {};
  if (type.isStringLiteralType() || type.isNumberLiteralType() || type.isBooleanLiteralType()) return { const: type.value };
  if (type.flags & TypeFlags.StringLike) return { type: "string" };
  if (type.flags & TypeFlags.NumberLike) return { type: "number" };
  if (type.flags & TypeFlags.Boolean) return { type: "boolean" };
  if (type.flags & TypeFlags.Null) return { type: "null" };
  if (type.isUnionType()) return schemaOfUnion(type.getTypes(), checker, depth);
  if (!(type.flags & (TypeFlags.Object | TypeFlags.Intersection))) return {};
  const name = type.isIntersectionType() ? undefined : type.getSymbol()?.name;
  if (type.isTypeReference() && (name === "Array" || name === "ReadonlyArray")) {
    const [element] = checker.getTypeArguments(type);
    return { type: "array", ...(element ? { items: schemaOf(element, checker, depth - 1) } : {}) };
  }
  if (type.isTypeReference() && checker.isTupleType(type)) {
    return { type: "array", prefixItems: checker.getTypeArguments(type).map((element) => schemaOf(element, checker, depth - 1)) };
  }
  return schemaOfObject(type, checker, depth);
}

function schemaOfUnion(members: readonly Type[], checker: Checker, depth: number): JsonSchema {
  const schemas = members
    .filter(({ flags }) => !(flags & (TypeFlags.Undefined | TypeFlags.Void)))
    .map((member) => schemaOf(member, checker, depth));
  const constants = schemas.map((schema) => schema.const);
  const isBoolean = constants.includes(true) && constants.includes(false);
  const rest = isBoolean ? schemas.filter((schema) => typeof schema.const !== "boolean") : schemas;
  const merged: JsonSchema[] = isBoolean ? [...rest, { type: "boolean" }] : rest;
  const [only] = merged;
  if (merged.length === 1 && only) return only;
  if (merged.every((schema) => schema.const !== undefined))
    return { enum: merged.map((schema) => schema.const as string | number | boolean) };
  return { anyOf: merged };
}

function schemaOfObject(type: Type, checker: Checker, depth: number): JsonSchema {
  const symbols = checker.getPropertiesOfType(type);
  const types = checker.getTypeOfSymbol(symbols);
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const [index, symbol] of symbols.entries()) {
    const held = types[index];
    if (!held) continue;
    properties[symbol.name] = schemaOf(held, checker, depth - 1);
    if (!(symbol.flags & SymbolFlags.Optional) && !allowsUndefined(held)) required.push(symbol.name);
  }
  const [index] = checker.getIndexInfosOfType(type);
  return {
    type: "object",
    properties,
    required,
    ...(index ? { additionalProperties: schemaOf(index.valueType, checker, depth - 1) } : {}),
  };
}

/** Whether undefined is among the values of a type. */
export function allowsUndefined(type: Type): boolean {
  const members = type.isUnionType() ? type.getTypes() : [type];
  return members.some(({ flags }) => (flags & (TypeFlags.Undefined | TypeFlags.Void)) !== 0);
}

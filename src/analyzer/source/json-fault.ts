/** What JSON would quietly change in a value, told from its type, with the path to it. */
import { type Checker, SignatureKind, type Type, TypeFlags } from "typescript/unstable/sync";

/** Says why values of a type don't survive JSON, as "`order.at` is a Date", or undefined where they do. */
export type JsonFaultOf = (type: Type, path: string) => string | undefined;

/** As deep as the compiler-side check looks. */
const deepest = 6;

const harmless =
  TypeFlags.AnyOrUnknown |
  TypeFlags.StringLike |
  TypeFlags.NumberLike |
  TypeFlags.Boolean |
  TypeFlags.BooleanLiteral |
  TypeFlags.Undefined |
  TypeFlags.Null |
  TypeFlags.Void |
  TypeFlags.Never |
  TypeFlags.NonPrimitive |
  TypeFlags.TypeParameter;

/** Classes of the language whose instances JSON turns into something else. */
const known: Readonly<Record<string, string>> = {
  Date: "a Date",
  Map: "a Map",
  ReadonlyMap: "a Map",
  Set: "a Set",
  ReadonlySet: "a Set",
  Promise: "a Promise",
  RegExp: "a RegExp",
};

/** A fault and the path from the value to it. */
interface Fault {
  readonly path: string;
  readonly holds: string;
}

export function makeJsonFaultOf(checker: Checker): JsonFaultOf {
  const settled = new Map<string, Fault | undefined>();

  const find = (type: Type, depth: number): Fault | undefined => {
    if (type.flags & harmless || depth === 0) return undefined;
    const key = `${type.id}:${depth}`;
    if (!settled.has(key)) {
      settled.set(key, undefined);
      settled.set(key, examine(type, depth));
    }
    return settled.get(key);
  };

  const examine = (type: Type, depth: number): Fault | undefined => {
    if (type.flags & TypeFlags.BigIntLike) return { path: "", holds: "a bigint" };
    if (type.flags & TypeFlags.ESSymbolLike) return { path: "", holds: "a symbol" };
    if (type.isUnionType()) return first(type.getTypes(), (member) => find(member, depth));
    if (type.isIntersectionType() && type.getTypes().some((member) => member.flags & harmless)) return undefined;
    const name = type.isIntersectionType() ? undefined : type.getSymbol()?.name;
    if (name && Object.hasOwn(known, name)) return { path: "", holds: known[name] ?? name };
    if (type.isTypeReference() && (name === "Array" || name === "ReadonlyArray" || checker.isTupleType(type))) {
      return first(checker.getTypeArguments(type), (element) => examineElement(element, depth));
    }
    if (checker.getSignaturesOfType(type, SignatureKind.Call).length > 0) return { path: "", holds: "a function" };
    if (checker.getSignaturesOfType(type, SignatureKind.Construct).length > 0) return { path: "", holds: "a class" };
    const properties = checker.getPropertiesOfType(type);
    const names = new Set(properties.map((property) => property.name));
    if (names.has("name") && names.has("message") && names.has("stack")) return { path: "", holds: "an Error" };
    const types = checker.getTypeOfSymbol(properties);
    for (const [index, property] of properties.entries()) {
      const held = types[index];
      if (!held || property.name.startsWith("__@")) continue;
      const fault = find(held, depth - 1);
      if (fault) return { path: `.${property.name}${fault.path}`, holds: fault.holds };
    }
    return first(checker.getIndexInfosOfType(type), ({ valueType }) => {
      const fault = find(valueType, depth - 1);
      return fault && { path: `[…]${fault.path}`, holds: fault.holds };
    });
  };

  const examineElement = (element: Type, depth: number): Fault | undefined => {
    const members = element.isUnionType() ? element.getTypes() : [element];
    if (members.some((member) => member.flags & TypeFlags.Undefined)) return { path: "[]", holds: "undefined in an array" };
    const fault = find(element, depth - 1);
    return fault && { path: `[]${fault.path}`, holds: fault.holds };
  };

  return (type, path) => {
    const fault = find(type, deepest);
    if (!fault) return undefined;
    return fault.holds === "undefined in an array" ? `\`${path}${fault.path}\` may be undefined` : `\`${path}${fault.path}\` is ${fault.holds}`;
  };
}

function first<T, R>(items: readonly T[], look: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

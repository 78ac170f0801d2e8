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

/** Classes of the language whose instances JSON turns into something else, with a member that tells them from a user's type of that name. */
const known: Readonly<Record<string, readonly [what: string, member: string]>> = {
  Date: ["a Date", "getTime"],
  Map: ["a Map", "forEach"],
  ReadonlyMap: ["a Map", "forEach"],
  Set: ["a Set", "forEach"],
  ReadonlySet: ["a Set", "forEach"],
  Promise: ["a Promise", "then"],
  RegExp: ["a RegExp", "exec"],
  URL: ["a URL", "searchParams"],
};

// ElementFlags.Optional of the compiler, which its API declares without exporting the value.
const optionalElement = 2;

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
    const [what, member] = (name && Object.hasOwn(known, name) && known[name]) || [];
    if (what && member && checker.getPropertiesOfType(type).some((property) => property.name === member)) return { path: "", holds: what };
    if (type.isTypeReference() && (name === "Array" || name === "ReadonlyArray" || checker.isTupleType(type))) {
      const target = type.getTarget();
      const flags = target.isTupleType() ? target.elementFlags : [];
      // What a tuple lacks at its end stays absent.
      return first(checker.getTypeArguments(type), (element, index) => examineElement(element, depth, flags[index] === optionalElement));
    }
    if (checker.getSignaturesOfType(type, SignatureKind.Call).length > 0) return { path: "", holds: "a function" };
    if (checker.getSignaturesOfType(type, SignatureKind.Construct).length > 0) return { path: "", holds: "a class" };
    const properties = checker.getPropertiesOfType(type);
    const names = new Set(properties.map((property) => property.name));
    // A plain `{ name, message, stack }` is honest data.
    if (names.has("message") && names.has("stack") && (names.has("cause") || name?.endsWith("Error")))
      return { path: "", holds: "an Error" };
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

  const examineElement = (element: Type, depth: number, mayBeAbsent: boolean): Fault | undefined => {
    const members = element.isUnionType() ? element.getTypes() : [element];
    if (!mayBeAbsent && members.some((member) => member.flags & TypeFlags.Undefined)) return { path: "[]", holds: "undefined in an array" };
    const fault = find(element, depth - 1);
    return fault && { path: `[]${fault.path}`, holds: fault.holds };
  };

  return (type, path) => {
    const fault = find(type, deepest);
    if (!fault) return undefined;
    return fault.holds === "undefined in an array"
      ? `\`${path}${fault.path}\` may be undefined`
      : `\`${path}${fault.path}\` is ${fault.holds}`;
  };
}

function first<T, R>(items: readonly T[], look: (item: T, index: number) => R | undefined): R | undefined {
  for (const [index, item] of items.entries()) {
    const found = look(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

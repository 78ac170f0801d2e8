/** How many bytes the JSON of a type's values takes at most: what can't be large needs no permission to be stored or fetched. */
import { type Checker, SymbolFlags, type Type, TypeFlags } from "typescript/unstable/sync";

/** How long JSON gets at most, where that has a bound. */
export interface Longest {
  readonly mostBytes: number;
  /**
   * Whether there are objects among the values. To the compiler, whatever has the properties of `{ milk: boolean }` is one, however much it
   * holds besides: what a service answered and was cast to what is of interest, say. So the bound holds for what was made as the type says.
   */
  readonly mayHoldMore: boolean;
}

/** Tells how long the JSON of a type's values gets, undefined where that has no bound. */
export type LongestJson = (type: Type) => Longest | undefined;

/** As deep as values are examined elsewhere; types that contain themselves end here. */
const deepest = 6;

/** At most as `-0.0000016835313590855431`: no exponent is as long as the zeros that JavaScript writes before it takes one. */
export const longestNumber = 25;
const longestBoolean = 5;
const longestNull = 4;

// ElementFlags of the compiler, which its API declares without exporting the values: what is there once, or not at all.
const countedElement = 1 | 2;

export function makeLongestJson(checker: Checker): LongestJson {
  const settled = new Map<string, Longest | undefined>();

  const find = (type: Type, depth: number): Longest | undefined => {
    const scalar = longestScalar(type);
    if (scalar !== undefined) return { mostBytes: scalar, mayHoldMore: false };
    if (depth === 0) return undefined;
    const key = `${type.id}:${depth}`;
    if (!settled.has(key)) settled.set(key, examine(type, depth));
    return settled.get(key);
  };

  const examine = (type: Type, depth: number): Longest | undefined => {
    if (type.isUnionType()) return longestOf(type.getTypes(), depth);
    if (type.isTemplateLiteralType()) {
      const bytes = bytesOfTemplate(type.texts, type.getTypes());
      return bytes === undefined ? undefined : { mostBytes: bytes, mayHoldMore: false };
    }
    if (type.isIntersectionType()) {
      // A brand: of what is no object, nothing more can be held.
      const primitive = type.getTypes().find(({ flags }) => flags & TypeFlags.Primitive);
      return primitive ? find(primitive, depth) : longestObject(type, depth);
    }
    if (!(type.flags & TypeFlags.Object)) return undefined;
    if (!type.isTypeReference()) return longestObject(type, depth);
    return checker.isTupleType(type) ? longestTuple(type, depth) : undefined;
  };

  const longestOf = (members: readonly Type[], depth: number): Longest | undefined => {
    let [mostBytes, mayHoldMore] = [0, false];
    for (const member of members) {
      const longest = find(member, depth);
      if (!longest) return undefined;
      mostBytes = Math.max(mostBytes, longest.mostBytes);
      mayHoldMore ||= longest.mayHoldMore;
    }
    return { mostBytes, mayHoldMore };
  };

  const longestTuple = (type: Type, depth: number): Longest | undefined => {
    const target = type.isTypeReference() ? type.getTarget() : type;
    const elements = type.isTypeReference() ? checker.getTypeArguments(type) : [];
    // The compiler's API leaves the flags of an empty tuple out, against its own types.
    const flags = target.isTupleType() ? ((target.elementFlags as typeof target.elementFlags | undefined) ?? []) : [];
    if (flags.some((flag) => !(flag & countedElement))) return undefined;
    return sumOf(elements, (element) => [find(element, depth - 1), 1]);
  };

  const longestObject = (type: Type, depth: number): Longest | undefined => {
    const properties = checker.getPropertiesOfType(type);
    // `{}` is any value.
    if (properties.length === 0) return undefined;
    const types = checker.getTypeOfSymbol(properties);
    const sum = sumOf(properties, ({ name, flags }, index) => {
      const held = types[index];
      const longest = held && !(flags & SymbolFlags.Method) ? find(held, depth - 1) : undefined;
      return [longest, bytesOfKey(name)];
    });
    return sum && checker.getIndexInfosOfType(type).length === 0 ? { ...sum, mayHoldMore: true } : undefined;
  };

  return (type) => find(type, deepest);
}

/** A list or object, of which each part takes some bytes besides its value. */
function sumOf<T>(
  parts: readonly T[],
  look: (part: T, index: number) => readonly [Longest | undefined, bytes: number],
): Longest | undefined {
  let [mostBytes, mayHoldMore] = [2, false];
  for (const [index, part] of parts.entries()) {
    const [longest, bytes] = look(part, index);
    if (!longest) return undefined;
    mostBytes += longest.mostBytes + bytes;
    mayHoldMore ||= longest.mayHoldMore;
  }
  return { mostBytes, mayHoldMore };
}

/** A key with its colon and comma. */
export function bytesOfKey(name: string): number {
  return bytesOf(name) + 2;
}

export function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function longestScalar(type: Type): number | undefined {
  const { flags } = type;
  // Whatever number is accepted where an enum of numbers is asked for.
  if (flags & TypeFlags.EnumLike && flags & TypeFlags.NumberLike) return longestNumber;
  if (type.isStringLiteralType() || type.isNumberLiteralType() || type.isBooleanLiteralType()) return bytesOf(type.value);
  if (flags & TypeFlags.NumberLike) return longestNumber;
  if (flags & TypeFlags.Boolean) return longestBoolean;
  // In a list, what is undefined becomes null.
  if (flags & (TypeFlags.Null | TypeFlags.Undefined | TypeFlags.Void)) return longestNull;
  return flags & TypeFlags.Never ? 0 : undefined;
}

function bytesOfTemplate(texts: readonly string[], holes: readonly Type[]): number | undefined {
  // What has only a few values, the compiler has written out.
  if (!holes.every(({ flags }) => flags & TypeFlags.NumberLike)) return undefined;
  let bytes = 2;
  for (const text of texts) bytes += bytesOf(text) - 2;
  return bytes + holes.length * longestNumber;
}

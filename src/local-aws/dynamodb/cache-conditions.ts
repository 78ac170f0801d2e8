/**
 * Spares dynalite from parsing the same condition for every write: its parser takes many times longer with each level of parentheses, 4 ms
 * for the claim of a hop. A condition that was parsed before gets the values of this request.
 */
import parser, { type Context, type Parse } from "dynalite/db/conditionParser.js";

interface Parsed {
  readonly result: object;
  /** The values that it was parsed with, as they lie in the result. */
  readonly nameOf: ReadonlyMap<unknown, string>;
  /** The names and values that it used, and no expression before it. */
  readonly used: readonly [names: readonly string[], values: readonly string[]];
}

/** Conditions are constants of programs: more than so many have values written into them. */
const most = 1000;
/** Where what is said about a condition depends on values, and not just on their types. */
const byValue = /between|attribute_type/i;

export function cacheConditions(): void {
  const cache = new Map<string, Parsed>();
  const { parse } = parser;
  parser.parse = (expression, options) => {
    const { context } = options;
    if (byValue.test(expression)) return parse(expression, options);
    const types = Object.entries(context.attrVals ?? {}).map(([name, value]) => [name, ...Object.keys(value)]);
    const key = JSON.stringify([expression, context.attrNames, types, context.isKeyCondition]);
    const known = cache.get(key);
    if (known) return reuse(known, context);
    const before = [Object.keys(context.unusedAttrNames), Object.keys(context.unusedAttrVals)];
    const result = parse(expression, options);
    // A text says what is wrong.
    if (typeof result === "string") return result;
    if (cache.size >= most) cache.clear();
    const nameOf = new Map(Object.entries(context.attrVals ?? {}).map(([name, value]) => [value, name]));
    const used = (names: readonly string[] | undefined, left: object) => (names ?? []).filter((name) => !(name in left));
    cache.set(key, { result, nameOf, used: [used(before[0], context.unusedAttrNames), used(before[1], context.unusedAttrVals)] });
    return result;
  };
}

function reuse({ result, nameOf, used: [names, values] }: Parsed, context: Context): ReturnType<Parse> {
  for (const name of names) delete context.unusedAttrNames[name];
  for (const name of values) delete context.unusedAttrVals[name];
  const copy = (node: unknown): unknown => {
    const name = nameOf.get(node);
    if (name !== undefined) return context.attrVals?.[name];
    if (Array.isArray(node)) return node.map(copy);
    if (typeof node !== "object" || node === null) return node;
    const made = Object.create(Object.getPrototypeOf(node)) as Record<string, unknown>;
    for (const [field, value] of Object.entries(node)) made[field] = copy(value);
    return made;
  };
  return copy(result) as object;
}

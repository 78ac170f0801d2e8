/** What is wrong with values that JSON would change: looked for slowly, once it is known that something is. */
import { isOutcome } from "../authoring/outcome.ts";
import { deepest, isPlain } from "./json.ts";

/** Where in a value something is, and what: `order.items[2].at` is a Date. */
export interface JsonFault {
  readonly path: string;
  /** As in "a Date", "NaN", "undefined in an array". */
  readonly what: string;
}

/** The first thing in a value that JSON would change, or undefined where there is none. */
export function findJsonFault(value: unknown, path: string): JsonFault | undefined {
  return find(value, path, []);
}

function find(value: unknown, path: string, above: readonly object[]): JsonFault | undefined {
  if (typeof value !== "object" || value === null) {
    const what = describePrimitive(value);
    return what === undefined ? undefined : { path, what };
  }
  if (above.includes(value)) return { path, what: "a value that contains itself" };
  if (above.length > deepest)
    return { path: `${path.slice(0, 60)}…`, what: `nested more than ${deepest.toLocaleString("en")} levels deep` };
  const inside = [...above, value];
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const fault =
        value[index] === undefined
          ? { path: `${path}[${index}]`, what: "undefined in an array" }
          : find(value[index], `${path}[${index}]`, inside);
      if (fault) return fault;
    }
    return undefined;
  }
  if (!isPlain(value)) return { path, what: describeObject(value) };
  for (const [key, property] of Object.entries(value)) {
    const fault = property === undefined ? undefined : find(property, joinPath(path, key), inside);
    if (fault) return fault;
  }
  return undefined;
}

function describePrimitive(value: unknown): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : String(value);
  if (typeof value === "function") return /^class\b/.test(Function.prototype.toString.call(value)) ? "a class" : "a function";
  if (typeof value === "bigint" || typeof value === "symbol") return `a ${typeof value}`;
  return value === undefined ? "undefined" : undefined;
}

function describeObject(value: object): string {
  if (isOutcome(value)) return "an outcome";
  if (Object.getOwnPropertySymbols(value).length > 0) return "an object with a symbol as a key";
  const name = (Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null)?.constructor?.name;
  if (typeof name !== "string" || name === "" || name === "Object") return "an object with a prototype of its own";
  const builtIn = typeof (globalThis as Record<string, unknown>)[name] === "function";
  const article = /^[AEIOU]/.test(name) && !/^U(int|RL)/.test(name) ? "an" : "a";
  return builtIn ? `${article} ${name}` : `an instance of ${name}`;
}

function joinPath(path: string, key: string): string {
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

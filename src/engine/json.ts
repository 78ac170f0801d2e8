/** Copies of JSON values, and what is wrong with values that JSON would change: state must be the same here and on Lambda. */
import { isOutcome } from "../authoring/outcome.ts";

/** Deeper than any state is meant to be, and shallow enough for every stack. */
const deepest = 1_000;

/** Where in a value something is, and what: `order.items[2].at` is a Date. */
export interface JsonFault {
  readonly path: string;
  /** As in "a Date", "NaN", "undefined in an array". */
  readonly what: string;
}

/** What {@link copyJson} throws. The value is looked at again, slowly, to tell what and where. */
export class NotJson extends Error {
  override readonly name = "NotJson";
}

/**
 * A deep copy of a value that JSON can hold without change: what `JSON.parse(JSON.stringify(value))` would give, several times faster.
 *
 * Properties that are undefined are left out, and -0 becomes 0, as JSON does.
 *
 * @throws {NotJson} for anything that JSON would otherwise change; {@link findJsonFault} says what
 */
export function copyJson<V>(value: V): V {
  return copy(value, 0) as V;
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value === "number" && Number.isFinite(value)) return value + 0;
  if (typeof value !== "object" || depth > deepest) throw new NotJson();
  if (Array.isArray(value)) {
    const elements: unknown[] = [];
    for (let index = 0; index < value.length; index++) elements.push(copy(value[index], depth + 1));
    return elements;
  }
  if (!isPlain(value)) throw new NotJson();
  const properties: Record<string, unknown> = {};
  // Nothing is inherited that could be enumerated, and `for in` is twice as fast as `Object.keys` here.
  for (const key in value) {
    const property = (value as Record<string, unknown>)[key];
    if (property !== undefined) setOwn(properties, key, copy(property, depth + 1));
  }
  return properties;
}

/** Sets a key of any name: assigning to `__proto__` would set the prototype instead. */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

/** Whether a value is an object as JSON makes them: no class, no symbols. */
export function isPlain(value: object): value is Record<string, unknown> {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null && !isForeignObjectPrototype(prototype)) return false;
  return Object.getOwnPropertySymbols(value).length === 0;
}

/** Objects of another realm, as under `node:vm`, have an `Object.prototype` of their own. */
function isForeignObjectPrototype(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf");
}

/** Where in a value something is that JSON would change, and its kind, as in `order.at (Date)`: less to say than {@link findJsonFault}, in less code. */
export function findLossy(value: unknown, path: string): string {
  // Values that contain themselves have no end.
  if (typeof value === "object" && value !== null && path.length < 200) {
    for (const [key, inner] of Object.entries(value)) {
      if ((inner !== undefined || Array.isArray(value)) && !isJson(inner)) return findLossy(inner, `${path}.${key}`);
    }
  }
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  // A number that is lost is NaN or infinite, and an object one of a class.
  return `${path} (${kind === "Number" ? value : kind === "Object" ? "no plain object" : kind})`;
}

function isJson(value: unknown): boolean {
  try {
    copyJson(value);
    return true;
  } catch {
    return false;
  }
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

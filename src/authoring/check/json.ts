/** What JSON would quietly change, told from a type. */
import type { IsAny } from "./edges.ts";

type Callable = (...parameters: any) => any;

type Shallower = [never, 0, 1, 2, 3, 4, 5, 6];

// Only a bound for types that contain themselves. No path in the answer: it would make every way through such a type one of its own.
/** Never for a type that survives JSON, else what it holds, as in "a Date". */
export type JsonFault<V, Depth extends number = 6> =
  IsAny<V> extends true ? never
  : [Depth] extends [never] ? never
  : V extends string | number | boolean | null | undefined ? never
  : V extends bigint ? "a bigint"
  : V extends symbol ? "a symbol"
  : V extends Callable ? "a function or method"
  : V extends abstract new (...parameters: any) => any ? "a class"
  : V extends readonly unknown[] ? ElementFault<Element<V>, Depth>
  : V extends object ? [KnownClass<V>] extends [never] ? (HasMethod<V[keyof V & (string | number)]> extends true ? "a function or method" : PropertyFault<V, Depth>) : KnownClass<V>
  : never;

/** The classes that can be told by name. All but errors have methods, so that no honest data looks like them. */
type KnownClass<V> =
  V extends Date ? "a Date"
  : V extends ReadonlyMap<any, any> ? "a Map"
  : V extends ReadonlySet<any> ? "a Set"
  : V extends Promise<any> ? "a Promise (is an 'await' missing?)"
  : V extends RegExp ? "a RegExp"
  : V extends { readonly BYTES_PER_ELEMENT: number; readonly buffer: object } ? "a typed array"
  : V extends { readonly href: string; readonly searchParams: object; toString(): string; toJSON(): string } ? "a URL"
  // A plain `{ name, message }` is an Error to the type system; one that also has its other members is not plain.
  : V extends Error ? (keyof Error extends keyof V ? "an Error" : never)
  : never;

// Asked before the properties are looked into: an instance of somebody's class gets one sentence, and not one for all that it holds.
type HasMethod<Held> = IsAny<Held> extends true ? false : [Extract<Held, Callable>] extends [never] ? false : true;

type PropertyFault<V, Depth extends number> = {
  [K in keyof V & (string | number)]: JsonFault<V[K], Shallower[Depth]>;
}[keyof V & (string | number)];

// What a tuple lacks at its end stays absent; undefined elsewhere in an array becomes null.
type Element<V extends readonly unknown[]> = number extends V["length"] ? V[number] : Required<V>[number];

type ElementFault<E, Depth extends number> =
  IsAny<E> extends true ? never
  : unknown extends E ? never
  : (undefined extends E ? "undefined in an array" : never) | JsonFault<Exclude<E, undefined>, Shallower[Depth]>;

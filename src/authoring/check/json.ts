/** What JSON would quietly change, told from a type. */
import type { IsAny } from "./edges.ts";

type Shallower = [never, 0, 1, 2, 3, 4, 5, 6];

// Six levels deep: enough for what people put in a state, and a bound for types that contain themselves.
/** Never for a type that survives JSON, else what it holds, as in "a Date". */
export type JsonFault<V, Depth extends number = 6> =
  IsAny<V> extends true ? never
  : [Depth] extends [never] ? never
  : V extends string | number | boolean | null | undefined ? never
  : V extends bigint ? "a bigint"
  : V extends symbol ? "a symbol"
  : V extends (...parameters: any) => any ? "a function"
  : V extends abstract new (...parameters: any) => any ? "a class"
  : V extends Date ? "a Date"
  : V extends Error ? "an Error"
  : V extends ReadonlyMap<any, any> ? "a Map"
  : V extends ReadonlySet<any> ? "a Set"
  : V extends Promise<any> ? "a Promise"
  : V extends readonly (infer E)[] ? ElementFault<E> | JsonFault<Exclude<E, undefined>, Shallower[Depth]>
  : V extends object ? { [K in keyof V & (string | number)]: JsonFault<V[K], Shallower[Depth]> }[keyof V & (string | number)]
  : never;

type ElementFault<E> = IsAny<E> extends true ? never : unknown extends E ? never : undefined extends E ? "undefined in an array" : never;

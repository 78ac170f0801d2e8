/** What the steps of a class take and return, told by the compiler from the class: a test that names a step wrongly must not compile. */
import type { Parameter, Returned } from "../authoring/check/edges.ts";
import type { Done, Next } from "../authoring/outcome.ts";
import type { Pipeline } from "../authoring/pipeline.ts";
import type { State } from "../model/state.ts";

type IsOutcome<R> = [R] extends [{ readonly kind: "next" | "done" } | { readonly $next: string }] ? true : false;

type StepKeys<P> = {
  [K in keyof P & string]: P[K] extends (...parameters: never) => unknown ? (IsOutcome<Returned<P[K]>> extends true ? K : never) : never;
}[keyof P & string];

/** Whether nothing is known of the class but that it is a pipeline. */
export type IsAnyPipeline<P> = keyof P extends keyof Pipeline ? true : false;

/** The names of a pipeline's steps. */
export type StepName<P> = IsAnyPipeline<P> extends true ? string : StepKeys<P>;

type Method<P, K> = K extends keyof P ? P[K] : never;

/** The state that a step asks for. */
export type StateOf<P, K> = IsAnyPipeline<P> extends true ? State : Parameter<Method<P, K>>;

/** What a step really returns. */
export type ReturnOf<P, K> = Returned<Method<P, K>>;

type IsUnion<T, Whole = T> = [T] extends [never] ? false : T extends unknown ? ([Whole] extends [T] ? false : true) : never;
type WidenLiteral<T, Wide> = IsUnion<T> extends true ? T : Wide;

/** A type without its lone literals: a step that sets `12` may be stubbed by one that sets `20`, but `"a" | "b"` stays what it is. */
export type Widen<T, Whole = T> = T extends boolean
  ? boolean
  : T extends string
    ? WidenLiteral<Extract<Whole, string>, string>
    : T extends number
      ? WidenLiteral<Extract<Whole, number>, number>
      : T extends readonly (infer E)[]
        ? readonly Widen<E>[]
        : T extends object
          ? { readonly [K in keyof T]: Widen<T[K]> }
          : T;

// A step that takes the whole state names no key.
type NamedKeys<T> = keyof { [K in keyof T as string extends K ? never : K]: 1 };

/** What a key may be set to on the way to a step: what the step accepts, where it reads the key. */
type Accepted<Read, K, V> = K extends NamedKeys<Read> & keyof Read ? Read[K] | V : Widen<V>;

type SetOf<P, To, S> = { readonly [K in keyof S]: Accepted<StateOf<P, To>, K, S[K]> };

/** A move in a test: any value that its target accepts, where the step itself may set a literal. */
export interface StubMove<To extends string, Set> {
  readonly kind: "next";
  readonly to: To;
  readonly set: Set;
}

/** An end in a test. */
export interface StubEnd<Result> {
  readonly kind: "done";
  readonly result: Result;
}

type StubOf<P, R> =
  R extends Next<infer To, infer S, infer _>
    ? StubMove<To, SetOf<P, To, S>>
    : R extends { readonly $next: infer To extends string }
      ? StubMove<To, SetOf<P, To, Omit<R, "$next">>>
      : R extends Done<infer V>
        ? StubEnd<V>
        : never;

/** What a stub of a step may return: what the step itself may, with other values. */
export type StubOutcome<P, K> =
  IsAnyPipeline<P> extends true ? StubMove<string, object> | StubEnd<unknown> : ReturnOf<P, K> | StubOf<P, ReturnOf<P, K>>;

type PlainOf<R> =
  R extends Next<infer To, infer S, infer _>
    ? PlainMove<To, S>
    : R extends { readonly $next: infer To extends string }
      ? PlainMove<To, Omit<R, "$next">>
      : R extends Done<infer V>
        ? PlainEnd<V>
        : never;

/** A move, as plain data to assert on. */
export interface PlainMove<To extends string, Set> {
  readonly next: To;
  /** The keys that it set. */
  readonly set: Set;
  /** The keys that were in the state and that it removed. */
  readonly dropped: readonly string[];
  /** How long the next step waits. Absent where it doesn't. */
  readonly afterMilliseconds?: number;
  readonly done?: never;
}

/** The end, as plain data to assert on. */
export interface PlainEnd<Result> {
  readonly done: Result;
  readonly next?: never;
}

/** What a step returned, as plain data to assert on. */
export type PlainOutcome<P, K> = IsAnyPipeline<P> extends true ? PlainMove<string, State> | PlainEnd<unknown> : PlainOf<ReturnOf<P, K>>;

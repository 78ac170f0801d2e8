/** The class as a graph of types: one edge per possible move, indexed by the step that it enters. */
import type { Next } from "../outcome.ts";

type Method = (...parameters: any) => any;

// In brackets, because of what the compiler makes of a source with an error of its own, such as a misspelt name: a conditional type that
// looks at that name's type directly is not decided but becomes that type itself, and with it everything that is made of it.
/** True for `any`, to which every conditional type would otherwise answer both ways. */
export type IsAny<V> = [0] extends [1 & V] ? true : false;

/** What a step ends with. */
export type Returned<F> = F extends (...parameters: any) => infer R ? Awaited<R> : never;

/** The state keys that a step names, as the type of its parameter. */
export type Parameter<F> = F extends (state: infer P, ...rest: any) => any ? (unknown extends P ? {} : NonNullable<P>) : {};

// What a type may hold under names that only the run knows is nothing that a step can count on. Remade only where it must be, for
// that takes time, and drops the name that messages show.
/** A type without its index signature, its names as texts: 7 and "7" are one key. */
export type Named<T> =
  string extends keyof T ? { [K in keyof T as string extends K ? never : number extends K ? never : K extends number ? `${K}` : K]: T[K] }
  : [keyof T & number] extends [never] ? T
  : { [K in keyof T as number extends K ? never : K extends number ? `${K}` : K]: T[K] };

/** Whether a text is known: neither `string` nor a pattern. */
export type IsLiteral<Text extends string> = {} extends { [One in Text]: 1 } ? false : true;

// Not asked of `{}`, which has what all objects inherit: a key named `constructor` would be optional.
/** Whether an object may be without the key. */
export type MayLack<T, K extends keyof T> = Partial<Pick<T, K>> extends Pick<T, K> ? true : false;

// `undefined` is a value of `any` and `unknown` too, so only these need to be asked whether they are optional.
/** The keys that an update sets for certain: not optional, not possibly undefined. */
type SureKeys<S> = {
  [K in keyof S]-?: unknown extends S[K] ? (MayLack<S, K> extends true ? never : K) : undefined extends S[K] ? never : K;
}[keyof S];

/** One move. `Sure` are the keys it sets for certain, `Stop` those whose earlier value doesn't pass it: sure ones and dropped ones. */
export interface Edge<From extends string, To extends string, Set, Sure, Stop> {
  readonly from: From;
  readonly to: To;
  readonly set: Set;
  readonly sure: Sure;
  readonly stop: Stop;
}

type Move<From extends string, To extends string, S, Drop extends string> = S extends unknown ? NamedMove<From, To, Named<S>, Drop> : never;

type NamedMove<From extends string, To extends string, S, Drop extends string> =
  SureKeys<S> extends infer Sure ? Edge<From, To, S, Sure, "*" extends Drop ? string : Sure | Drop> : never;

// A target that is no literal, or no member of the class, leads nowhere: it is reported as such (OW301, OW103). It would otherwise lead
// everywhere, or, in a union of steps to index by, make everything unknown.
type EdgeOf<From extends string, R, Members> =
  R extends Next<infer To, infer S, infer Drop> ? (IsLiteral<To> extends true ? Move<From, Extract<To, Members>, S, Drop> : never)
  : R extends { readonly $next: infer To extends string } ? (IsLiteral<To> extends true ? Move<From, Extract<To, Members>, Omit<R, "$next">, "*"> : never)
  : never;

type EdgesFrom<P> = { [K in keyof P & string]: P[K] extends Method ? EdgeOf<K, Returned<P[K]>, keyof P> : never };

type Targets<E> = E extends { readonly to: infer To extends string } ? To : never;

type Ahead<G extends Record<string, unknown>, Front extends string, Seen extends string> = Exclude<Targets<G[Front]>, Seen | Front>;

// Four levels a round: the compiler follows a tail recursion for 1,000 rounds and no further.
/** Breadth-first from `Front`. What nothing reaches sends nothing on, in the compiler as in the analyzer. */
type Reachable<G extends Record<string, unknown>, A extends string, Seen extends string = never> =
  [A] extends [never] ? Seen
  : Ahead<G, A, Seen> extends infer B extends string ? [B] extends [never] ? Seen | A
  : Ahead<G, B, Seen | A> extends infer C extends string ? [C] extends [never] ? Seen | A | B
  : Ahead<G, C, Seen | A | B> extends infer D extends string ? [D] extends [never] ? Seen | A | B | C
  : Reachable<G, Ahead<G, D, Seen | A | B | C>, Seen | A | B | C | D>
  : never : never : never;

/** An abstract pipeline without `start` can't tell what is reached: all of it may be. */
type LiveSteps<P, G extends Record<string, unknown>> = "start" extends keyof P ? Reachable<G, "start"> : keyof G & string;

// Grouping by key remapping is linear in the edges; extracting the edges of each step from their union is not.
type ByTarget<E> = { [One in E as Targets<One>]: One };

/** Where the input comes from: the name of no step. */
export type Input = "";

type LiveEdges<P> = EdgesFrom<P> extends infer G extends Record<string, unknown>
  ? G[LiveSteps<P, G>] | (P extends { start: infer F } ? Move<Input, "start", Parameter<F>, "*"> : never)
  : never;

/** For each step that something enters, the edges that enter it. The pipeline's input is an edge into `start`. */
export type EdgesInto<P> = ByTarget<LiveEdges<P>>;

// In a union of steps to index by, one that has no entry would make everything unknown.
/** For each member of the class, the edges that enter it, and one that says nothing. */
export type Entries<P> = ByTarget<LiveEdges<P> | { [K in keyof P & string]: { readonly to: K } }[keyof P & string]>;

/** For each step, what it reads. */
export type Reads<P> = { [K in keyof P & string]: Named<Parameter<P[K]>> };

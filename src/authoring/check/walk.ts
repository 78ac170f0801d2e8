/** For one key of one step: walk the edges backwards, breadth first, until each is seen to give the key or to lack it. */
import type { Edge, Entries, IsAny, MayLack, Reads } from "./edges.ts";

/** The key arrives from the step `From` with the type `Value`. */
export interface Given<From extends string, Value> {
  readonly from: From;
  readonly value: Value;
}

/** The move from `From` to `At` lacks the key. */
export interface Lacking<From extends string, At extends string> {
  readonly lacking: From;
  readonly at: At;
}

// A step on the way that itself needs the key ends the walk: what reaches it without the key is its fault, reported there. This
// reports each fault once, and keeps the walk short where it would be longest, for keys that every step reads.
type Onward<From, P, K, Want> = K extends keyof P ? (Answers<P, K, Want> extends true ? never : From) : From;

// `any` and `unknown` hide whether the key is optional; and `unknown`, which a wanted `unknown` is not asked for, fits nothing else.
type Answers<P, K extends keyof P, Want> =
  unknown extends P[K] ? (MayLack<P, K> extends true ? false : IsAny<P[K]> extends true ? true : [{} | null] extends [Want] ? true : false)
  : [P[K]] extends [Want] ? true : false;

type Visit<E, R extends Record<string, unknown>, K, Want> = E extends Edge<infer From, infer To, infer S, infer Sure, infer Stop>
  ? K extends Stop
    ? (K extends keyof S ? Given<From, Exclude<S[K], undefined>> : never) | (K extends Sure ? never : Lacking<From, To>)
    : Onward<From, R[From], K, Want> | (K extends keyof S ? Given<From, Exclude<S[K], undefined>> : never)
  : never;

type Behind<V, Seen> = Exclude<Extract<V, string>, Seen>;

// Tail-recursive over a frontier union and a seen union, never over paths: paths are exponential, edges are not. Three levels a
// round: the compiler follows a tail recursion for 1,000 rounds and no further.
type Walk<G extends Record<string, unknown>, R extends Record<string, unknown>, K, Want, A extends string, Seen extends string, Found> =
  Visit<G[A], R, K, Want> extends infer V ? Behind<V, Seen | A> extends infer B extends string ? [B] extends [never] ? Found | Exclude<V, string>
  : Visit<G[B], R, K, Want> extends infer W ? Behind<W, Seen | A | B> extends infer C extends string ? [C] extends [never] ? Found | Exclude<V | W, string>
  : Visit<G[C], R, K, Want> extends infer X ? Behind<X, Seen | A | B | C> extends infer D extends string ? [D] extends [never] ? Found | Exclude<V | W | X, string>
  : Walk<G, R, K, Want, D, Seen | A | B | C, Found | Exclude<V | W | X, string>>
  : never : never : never : never : never : never;

/** Everything that the key `K` of the step `Name` can arrive with, as a union of {@link Given} and {@link Lacking}. */
export type Arrivals<P, Name extends string, K, Want> = Entries<P> extends infer G extends Record<string, unknown>
  ? Walk<G, Reads<P>, K, unknown extends Want ? {} | null : Want, Name, never, never>
  : never;

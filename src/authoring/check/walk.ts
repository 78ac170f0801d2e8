/** For one key of one step: walk the edges backwards, breadth first, until each is seen to give the key or to lack it. */
import type { Edge, EdgesInto, Reads } from "./edges.ts";

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
type Onward<From, P, K, Want> = K extends keyof P ? ([P[K]] extends [Want] ? never : From) : From;

type Visit<E, R extends Record<string, unknown>, K, Want> = E extends Edge<infer From, infer To, infer S, infer Sure, infer Stop>
  ? K extends Stop
    ? (K extends keyof S ? Given<From, Exclude<S[K], undefined>> : never) | (K extends Sure ? never : Lacking<From, To>)
    : Onward<From, R[From], K, Want> | (K extends keyof S ? Given<From, Exclude<S[K], undefined>> : never)
  : never;

// Tail-recursive over a frontier union and a seen union, never over paths: paths are exponential, edges are not.
type Walk<G extends Record<string, unknown>, R extends Record<string, unknown>, K, Want, Front extends string, Seen extends string, Found> =
  [Front] extends [never] ? Found
  : Visit<G[Front], R, K, Want> extends infer V
    ? Walk<G, R, K, Want, Exclude<Extract<V, string>, Seen | Front>, Seen | Front, Found | Exclude<V, string>>
    : never;

/** Everything that the key `K` of the step `Name` can arrive with, as a union of {@link Given} and {@link Lacking}. */
export type Arrivals<P, Name extends string, K, Want> = EdgesInto<P> extends infer G extends Record<string, unknown>
  ? Walk<G, Reads<P>, K, unknown extends Want ? {} | null : Want, Name, never, never>
  : never;

/** What goes into a pipeline and what comes out, told from its class. */
import type { Parameter, Returned } from "../authoring/check/edges.ts";
import type { Done } from "../authoring/outcome.ts";

type ResultsOf<R> = R extends Done<infer V> ? (V extends void ? undefined : V) : never;

/**
 * What a pipeline takes: the keys that its step `start` names.
 *
 * @example type Input = InputOf<Cafe>; // { choice?: "c" | "t" }
 */
export type InputOf<P> = P extends { start: infer F }
  ? keyof Parameter<F> extends never
    ? Record<string, never>
    : Parameter<F>
  : Record<string, unknown>;

/**
 * What a pipeline results in: the types of everything that its steps give to `done`.
 *
 * @example type Result = ResultOf<Cafe>; // { milk: boolean }
 */
export type ResultOf<P> = { [K in keyof P]-?: ResultsOf<Returned<P[K]>> }[keyof P];

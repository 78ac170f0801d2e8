/** What goes into a pipeline, what comes out, and whether it can be run at all: told from its class, by the compiler. */
import type { EdgesInto, Parameter, Returned } from "../authoring/check/edges.ts";
import type { Verdict } from "../authoring/check/verdict.ts";
import type { Done } from "../authoring/outcome.ts";
import type { Pipeline } from "../authoring/pipeline.ts";

/** Whether nothing is known of the class but that it is a pipeline, as where it was loaded by name. */
type IsAnyPipeline<P> = keyof P extends keyof Pipeline ? true : false;

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

type ResultsOf<R> = R extends Done<infer V> ? (V extends void ? undefined : V) : never;

/**
 * What a pipeline results in: the types of everything that its steps give to `done`.
 *
 * @example type Result = ResultOf<Cafe>; // { milk: boolean }
 */
export type ResultOf<P> = IsAnyPipeline<P> extends true ? unknown : { [K in keyof P]-?: ResultsOf<Returned<P[K]>> }[keyof P];

/** The faults of all steps that `start` reaches. `@step()` finds those of inherited steps only in the class that declares them. */
type FaultsOf<P> = { [K in keyof EdgesInto<P> & keyof P & string]: Extract<Verdict<P, K>, object> }[keyof EdgesInto<P> & keyof P & string];

/** `unknown` for a pipeline that can be run, else a sentence that says why not. */
export type Runnable<P> = P extends { start: unknown }
  ? [FaultsOf<P>] extends [never]
    ? unknown
    : FaultsOf<P>
  : IsAnyPipeline<P> extends true
    ? unknown
    : "this pipeline has no step named 'start'";

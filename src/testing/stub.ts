/** Stubs: what stands in for a step in a test, and the outcomes that it returns. */
import type { Done, Next, Outcome } from "../authoring/outcome.ts";
import { makeOutcome } from "../authoring/outcome.ts";
import type { StepContext } from "../authoring/step-context.ts";
import type { Duration } from "../model/duration.ts";
import { parseDuration } from "../model/duration.ts";
import type { StateOf, StepName, StubEnd, StubMove, StubOutcome } from "./step-types.ts";

/** The public side of a pipeline, which a stub has as its `this`: calling the step there runs the real one. */
type PublicSide<P> = { readonly [K in keyof P]: P[K] };

type StubMethod<P, K> = (this: PublicSide<P>, state: StateOf<P, K>, context: StepContext) => StubOutcome<P, K> | Promise<StubOutcome<P, K>>;

/** An outcome, a function that returns one, or either of them after a while on the test's clock. */
export type Stub<P, K> = StubOutcome<P, K> | StubMethod<P, K> | Taking<StubOutcome<P, K> | StubMethod<P, K>>;

/** Stands in for steps, by their names. A step without a stub runs as it is. */
export type Stubs<P> = { readonly [K in StepName<P>]?: Stub<P, K> };

/** How a stub treats the rest of the state, and when the next step runs. */
export interface StubMoveOptions {
  /** Keys to remove before the updates are set, or `"*"` for all. */
  readonly drop?: string | readonly string[];
  readonly after?: Duration;
}

/**
 * A move for a stub to return, as `this.next` is for a step.
 *
 * @example stubs: { enrich: next("price", { order: { id: 1, weight: 20 } }) }
 */
export function next<To extends string>(to: To): StubMove<To, Record<never, never>>;
export function next<To extends string, Set extends object>(to: To, updates: Set, options?: StubMoveOptions): StubMove<To, Set>;
export function next(to: string, updates: object = {}, { drop, after }: StubMoveOptions = {}): StubMove<string, object> {
  return makeOutcome<Next<string, object, string>>({ kind: "next", to, set: updates, drop, after });
}

/**
 * An end for a stub to return, as `this.done` is for a step.
 *
 * @example stubs: { charge: done({ status: "refused" }) }
 */
export function done(): StubEnd<undefined>;
export function done<Result>(result: Result): StubEnd<Result>;
export function done(result?: unknown): StubEnd<unknown> {
  return makeOutcome<Outcome & Done<unknown>>({ kind: "done", result });
}

/** A stub that takes a while on the test's clock. Made by {@link takes}. */
export interface Taking<S> {
  readonly kind: "takes";
  readonly milliseconds: number;
  readonly stub: S;
}

/**
 * A stub that takes a while on the test's clock, and no time outside: how a test makes a step outlast its timeout.
 *
 * @example stubs: { charge: takes("3m", next("ship")) }
 * @throws {RangeError} when the text is no duration
 */
export function takes<S>(duration: Duration, stub: S): Taking<S> {
  return { kind: "takes", milliseconds: parseDuration(duration), stub };
}

/** Outcomes: what a step returns. Their types carry the edge that they stand for; at run time they are small plain objects. */
import type { Duration } from "../model/duration.ts";

declare const outcome: unique symbol;
declare const likeness: unique symbol;

/** Anything that a step may return to say where to go next. */
export interface Outcome {
  /** Exists in types only. Deliberately untyped: a constraint that mentions targets or drops makes inference widen them. */
  readonly [outcome]?: true;
}

// To the compiler, `{}` and `{ constructor: unknown }` are one type, for `{}` has what all objects inherit; of two moves that differ
// in nothing else, one would get lost. So the names of such keys are told apart besides.
/** The keys of updates that are named like something that all objects inherit. */
type Inherited<Set> = keyof Set & keyof typeof Object.prototype;

/**
 * A move to the step `Target` that sets the keys of `Set` and removes `Drop`.
 *
 * Invariant, so that a union of moves is never reduced to the least of them.
 */
export interface Next<in out Target extends string, in out Set, in out Drop extends string, in out Likeness = Inherited<Set>>
  extends Outcome {
  /** Exists in types only. */
  readonly [likeness]?: Likeness;
  readonly kind: "next";
  readonly to: Target;
  readonly set: Set;
  readonly drop: Drop | readonly Drop[] | undefined;
  readonly after: Duration | undefined;
}

/** The end of an execution. */
export interface Done<in out Result> extends Outcome {
  readonly kind: "done";
  readonly result: Result;
}

/** A plain object that replaces the whole state and moves on. Write it `as const`. */
export interface Replacement {
  readonly $next: string;
}

/** Whatever a step may return: for abstract steps and for helpers that take outcomes. */
export type AnyOutcome = Outcome | Replacement;

// Registered, so that outcomes of one copy of the package are understood by another.
const brand = Symbol.for("orchwits.outcome");

/** @internal */
export function makeOutcome<T extends Outcome>(fields: object): T {
  return Object.defineProperty(fields, brand, { value: true }) as unknown as T;
}

/** Whether a value was made by `next`, `when` or `done`. */
export function isOutcome(value: unknown): value is Next<string, object, string> | Done<unknown> {
  return typeof value === "object" && value !== null && brand in value;
}

/** Whether a value is a plain `{ $next: … }`. */
export function isReplacement(value: unknown): value is Replacement & Record<string, unknown> {
  return typeof value === "object" && value !== null && typeof (value as Replacement).$next === "string";
}

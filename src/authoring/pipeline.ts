/** The class that pipelines extend: it makes outcomes, and nothing else. */
import type { Duration } from "../model/duration.ts";
import { type Done, makeOutcome, type Next, type Outcome, type Replacement } from "./outcome.ts";
import type { StackOptions } from "./stack-options.ts";

/** What an outcome may carry: its literals are kept as literals, as deep as they stand. */
type Literal<V> = V | {} | null | undefined | { readonly [key: string]: Literal<V> } | readonly Literal<V>[];
type Primitive = string | number | bigint | boolean | symbol | null | undefined;

// Where an outcome is expected, as after `??`, inference would otherwise read what this one sets from what that one does. It can't
// see through a conditional type; `NoInfer` does the same, but stays visible in every message.
type AsGiven<T> = [T] extends [infer U] ? U : never;

/** What is set, as it was given: `undefined` in place of updates is none, and what may be undefined is two moves. */
type Updates<S> = [S] extends [infer U] ? (U extends undefined ? {} : U) : never;

/** The cases that a value can have, as property names. */
type CaseOf<V> = V extends string | number | boolean ? `${V}` : never;
type NameOf<K> = K extends string | number ? `${K}` : never;

/** Whether the cases cover every value, so that no `default` is needed. */
type Covers<V, Cases> = string extends V ? false
  : [`${number}`] extends [CaseOf<V>] ? false
  : null extends V ? false
  : undefined extends V ? false
  : [CaseOf<V>] extends [NameOf<keyof Cases>] ? true : false;

type Cases<V> = { readonly [K in CaseOf<V> | "default"]?: Outcome | Replacement };
type CasesFor<V, C> =
  & (Covers<V, C> extends true ? unknown : { readonly default: Outcome | Replacement })
  & { readonly [K in keyof C]: NameOf<K> extends CaseOf<V> | "default" ? unknown : `'${NameOf<K>}' can't occur here` };

/** How a move treats the rest of the state, and when it happens. */
export interface MoveOptions<Drop extends string> {
  /** Keys to remove before the updates are set, or `"*"` for all. */
  readonly drop?: Drop | readonly Drop[];
  /** How long to wait before the next step runs, up to a year. */
  readonly after?: Duration;
}

/**
 * A pipeline: extend it, decorate methods with `@step()`, and begin at the one named `start`.
 *
 * @example
 * export class Cafe extends Pipeline {
 *   @step()
 *   start({ choice }: { choice?: "c" | "t" }) {
 *     return this.when(choice, { c: this.next("coffee", { beans: 12 }), default: this.next("tea") });
 *   }
 *   …
 * }
 */
export abstract class Pipeline {
  /** What is said of the stack as a whole once the pipeline is deployed. Read from the source: write literals. */
  static readonly stack: StackOptions = {};

  /** Runs once when an execution fails for good. What it throws is recorded and changes nothing. */
  onFailure?(error: Error, state: Record<string, unknown>): void | Promise<void>;

  /**
   * Moves to another step: keeps the state, removes `drop`, then sets `updates`.
   *
   * An update that is undefined is none: the key keeps what it had.
   */
  // `void` lets the updates be left out as `?` would, but inference then keeps an `undefined` that they may be.
  protected next<
    const Target extends (keyof this & string) | (string & {}),
    V extends Primitive,
    Set extends (object & { [K in keyof Set]: Literal<V> }) | undefined = {},
    const Drop extends string = never,
  >(target: Target, updates: Set | void, options?: MoveOptions<Drop>): Next<Target & string, Updates<Set>, `${AsGiven<Drop> & string}`> {
    return makeOutcome({ kind: "next", to: target, set: updates ?? {}, drop: options?.drop, after: options?.after });
  }

  /**
   * Moves by a value: to the case with its name, else to `default`, which may be left out only when the cases are exhaustive.
   *
   * @example return this.when(kind, { refund: this.next("refund"), order: this.next("order") });
   */
  protected when<V, const C extends Cases<V>>(value: V, cases: C & CasesFor<V, C>): Exclude<C[keyof C], undefined> {
    const name = value === undefined || value === null || value === "default" ? undefined : String(value);
    const chosen = name !== undefined && Object.hasOwn(cases, name) ? (cases as Record<string, unknown>)[name] : (cases as { default?: unknown }).default;
    if (chosen === undefined) {
      throw new TypeError(`'when' got ${JSON.stringify(value)}, for which it has neither a case nor a default.`);
    }
    return chosen as Exclude<C[keyof C], undefined>;
  }

  /** Ends the execution with a result. */
  protected done<Result = void>(result?: Result): Done<AsGiven<Result>> {
    return makeOutcome({ kind: "done", result });
  }
}

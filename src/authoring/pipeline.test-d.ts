/** The types of `next`, `when` and `done`: what is kept as a literal, what is refused. The compiler runs this by compiling it. */
import { type Done, type Duration, type Next, Pipeline, step } from "../index.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Fails to compile unless the type argument is `true`. */
declare function holds<_Claim extends true>(): void;

declare const word: string;
declare const maybe: string | undefined;
declare const count: number;
declare const flag: boolean;
declare const kind: "order" | "refund";
declare const kindOrNothing: "order" | "refund" | undefined;
declare const kindOrNull: "order" | null;
declare const digit: 1 | 2;
declare const delay: Duration;
declare const anything: any;

export class Probe extends Pipeline {
  known() {
    return this.done();
  }

  protected checkNext() {
    const bare = this.next("known");
    holds<Same<typeof bare, Next<"known", {}, never>>>();

    const literals = this.next("known", { a: 1, b: "x", c: [1, "y"], d: { e: true }, f: null });
    holds<Same<typeof literals, Next<"known", { a: 1; b: "x"; c: (1 | "y")[]; d: { e: true }; f: null }, never>>>();

    const wide = this.next("known", { word, maybe });
    holds<Same<typeof wide, Next<"known", { word: string; maybe: string | undefined }, never>>>();

    const dropOne = this.next("known", {}, { drop: "a" });
    holds<Same<typeof dropOne, Next<"known", {}, "a">>>();

    const dropSome = this.next("known", {}, { drop: ["a", "b"] });
    holds<Same<typeof dropSome, Next<"known", {}, "a" | "b">>>();

    const dropAll = this.next("known", { n: count }, { drop: "*", after: "30s" });
    holds<Same<typeof dropAll, Next<"known", { n: number }, "*">>>();

    const either = this.next(flag ? "known" : "checkWhen");
    holds<Same<typeof either, Next<"known" | "checkWhen", {}, never>>>();

    // Where an outcome is expected, inference must not invent updates.
    const expected: Next<"known", { n: 1 }, never> | Next<"known", { m: 2 }, never> = this.next("known", { n: 1 });
    this.next("known", {}, { after: delay });

    // @ts-expect-error: a target is a name
    this.next(7);
    // @ts-expect-error: updates are an object
    this.next("known", "n");
    // @ts-expect-error: a delay has a unit
    this.next("known", {}, { after: "30" });
    // @ts-expect-error: there is no such option
    this.next("known", {}, { dorp: "a" });
    // @ts-expect-error: what was dropped has a name
    this.next("known", {}, { drop: [1] });
    return expected;
  }

  protected checkWhen() {
    const exhaustive = this.when(kind, { order: this.next("known"), refund: this.done(1) });
    holds<Same<typeof exhaustive, Next<"known", {}, never> | Done<number>>>();

    const withDefault = this.when(kind, { order: this.next("known"), default: this.done() });
    holds<Same<typeof withDefault, Next<"known", {}, never> | Done<void>>>();

    const ofBoolean = this.when(flag, { true: this.done(1), false: this.done("no") });
    holds<Same<typeof ofBoolean, Done<number> | Done<string>>>();

    const ofDigits = this.when(digit, { 1: this.done(1), 2: this.next("known") });
    holds<Same<typeof ofDigits, Done<number> | Next<"known", {}, never>>>();

    const replacing = this.when(word, { a: { $next: "known", n: 1 }, default: this.done() });
    holds<Same<typeof replacing, { readonly $next: "known"; readonly n: 1 } | Done<void>>>();

    this.when(word, { "any text": this.done(), default: this.done() });
    this.when(count, { 1: this.done(), default: this.done() });
    this.when(kindOrNull, { order: this.done(), default: this.done() });
    this.when(kindOrNothing, { order: this.done(), refund: this.done(), default: this.done() });
    this.when(anything, { order: this.done(), default: this.done() });

    // @ts-expect-error: refund is missing, and there is no default
    this.when(kind, { order: this.done() });
    // @ts-expect-error: undefined needs the default
    this.when(kindOrNothing, { order: this.done(), refund: this.done() });
    // @ts-expect-error: null needs the default
    this.when(kindOrNull, { order: this.done() });
    // @ts-expect-error: false is missing
    this.when(flag, { true: this.done() });
    // @ts-expect-error: any text needs the default
    this.when(word, { a: this.done() });
    // @ts-expect-error: any number needs the default
    this.when(count, { 1: this.done() });
    // @ts-expect-error: this can't occur
    this.when(kind, { order: this.done(), refund: this.done(), oder: this.done() });
    // @ts-expect-error: this can't occur either
    this.when(digit, { 1: this.done(), 3: this.done(), default: this.done() });
    // @ts-expect-error: a case is an outcome
    this.when(kind, { order: 1, refund: this.done() });
  }

  protected checkDone() {
    const nothing = this.done();
    holds<Same<typeof nothing, Done<void>>>();

    const value = this.done({ total: count, word });
    holds<Same<typeof value, Done<{ total: number; word: string }>>>();

    // @ts-expect-error: one result at most
    this.done(1, 2);
  }
}

// @ts-expect-error: an outcome is no base for another drop, or a union of moves would be reduced to the least of them
export const narrowed: Next<"a", {}, never> = {} as Next<"a", {}, "b">;

// @ts-expect-error: there is no such option
step({ memroy: 512 });
// @ts-expect-error: memory is a number of MB
step({ memory: "512" });
// @ts-expect-error: a timeout has a unit
step({ timeout: "30" });
step({ memory: 512, timeout: "1.5h", retry: { attempts: 3 }, layers: [{ Ref: "Layer" }], properties: { Tracing: "Active" } });

/** Outcomes, and whatever else a step can return. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { makeOutcome } from "../authoring/outcome.ts";
import type { State } from "../model/state.ts";
import { applyOutcome as apply } from "./apply-outcome.ts";
import type { PipelineSteps } from "./collect-steps.ts";
import { describeOutcomeFault } from "./describe-outcome-fault.ts";
import { OutcomeFault } from "./outcome-fault.ts";

const cafe: PipelineSteps = { name: "Cafe", create: () => ({}), hasMethod: () => false, steps: new Map() };

/** What is wrong is told as an error, for tests to look at. */
function applyOutcome(state: State, returned: unknown) {
  try {
    return apply(state, returned);
  } catch (error) {
    throw error instanceof OutcomeFault ? new Error(describeOutcomeFault(error.problem, cafe)) : error;
  }
}

const next = (set: unknown, options: object = {}) => makeOutcome({ kind: "next", to: "tea", set, ...options });
const state = { beans: 5, cup: "blue", sugar: [1, 2] };

test("keeps the state and sets updates, of which undefined is none", () => {
  expect(applyOutcome(state, next({ beans: 6, milk: true, cup: undefined }))).toEqual({
    kind: "next",
    to: "tea",
    state: { beans: 6, cup: "blue", sugar: [1, 2], milk: true },
    set: { beans: 6, milk: true },
    dropped: [],
    afterMilliseconds: 0,
  });
});

test.each<[drop: unknown, left: object, dropped: string[]]>([
  ["cup", { beans: 6, sugar: [1, 2] }, ["cup"]],
  [["cup", "beans", "absent"], { beans: 6, sugar: [1, 2] }, ["cup"]],
  ["*", { beans: 6 }, ["cup", "sugar"]],
  [["cup", "*"], { beans: 6 }, ["cup", "sugar"]],
  [[], { beans: 6, cup: "blue", sugar: [1, 2] }, []],
])("drops %j before it sets", (drop, left, dropped) => {
  expect(applyOutcome(state, next({ beans: 6 }, { drop }))).toMatchObject({ state: left, dropped });
});

test("a $next object replaces the whole state", () => {
  expect(applyOutcome(state, { $next: "tea", beans: 1 })).toMatchObject({ to: "tea", set: { beans: 1 }, dropped: ["cup", "sugar"] });
  expect(applyOutcome(state, { $next: "tea" })).toMatchObject({ state: {} });
});

test.each([undefined, null, 0, "", false, { deep: [1] }])("ends with %j", (result) => {
  expect(applyOutcome(state, makeOutcome({ kind: "done", result }))).toEqual({ kind: "done", result });
});

test("shares nothing with what the step returned, and leaves the state before as it was", () => {
  const before = structuredClone(state);
  const items = [{ price: 1 }];
  const outcome = applyOutcome(state, next({ items }, { drop: "cup" }));
  (items[0] as { price: number }).price = 2;
  expect(outcome).toMatchObject({ state: { items: [{ price: 1 }] } });
  expect(state).toEqual(before);
});

test("any name but a reserved one is an ordinary key", () => {
  const names = fc.oneof(
    fc.string(),
    fc.constantFrom("__proto__", "constructor", "fn", "step", "state", "toString", "hasOwnProperty", "0"),
  );
  fc.assert(
    fc.property(fc.dictionary(names, fc.integer()), fc.array(names), fc.dictionary(names, fc.integer()), (start, drop, set) => {
      fc.pre(![...Object.keys(start), ...Object.keys(set)].some((key) => key.startsWith("$")) && !drop.includes("*"));
      const outcome = applyOutcome(start, next(set, { drop }));
      const expected = new Map(Object.entries(start).filter(([key]) => !drop.includes(key)));
      for (const [key, value] of Object.entries(set)) expected.set(key, value);
      expect(outcome.kind === "next" && new Map(Object.entries(outcome.state))).toEqual(expected);
      expect(outcome.kind === "next" && Object.getPrototypeOf(outcome.state)).toBe(Object.prototype);
    }),
  );
});

class Updates {}

test.each<[returned: unknown, message: RegExp]>([
  [undefined, /^ended without an outcome: it returned undefined. Is a 'return' missing\? Return this\.next/],
  [null, /^returned null, which is not an outcome\. Return this\.next/],
  ["tea", /^returned the string "tea", which is not an outcome/],
  ["x".repeat(100), /^returned a string, which/],
  [[1], /^returned an array, which/],
  [{}, /^returned an object, which/],
  [new Map(), /^returned a Map, which/],
  [() => 1, /^returned a function, which/],
  [{ $next: 5 }, /^returned an object whose '\$next' is not the name of a step/],
  [{ $next: "tea", $drop: "*" }, /^set '\$drop', but keys that begin with '\$' are reserved/],
  [{ ...next({}) }, /^returned a copy of an outcome/],
  [next({ $beans: 5 }), /^set '\$beans', but keys/],
  [next(5), /^moved to 'tea' with 5 as updates, but updates are an object/],
  [next([1]), /^moved to 'tea' with an array as updates/],
  [next(new Updates()), /^moved to 'tea' with an instance of Updates as updates/],
  [next({}, { to: 5 }), /^moved to 5, but a move names a step/],
  [next({}, { to: undefined }), /^moved to undefined, but a move names a step/],
  [next({}, { drop: 5 }), /^dropped 5, but 'drop' takes names of keys/],
  [next({}, { drop: ["a", null] }), /^dropped null, but/],
  [next({}, { after: "soon" }), /^asked to wait with 'after'\. 'soon' is not a duration/],
  [next({}, { after: "-5s" }), /'-5s' is not a duration/],
  [next({}, { after: 5 }), /'5' is not a duration/],
  [next({}, { after: "400d" }), /longer than a year/],
  [
    next({ order: { at: new Date() } }),
    /^set 'order', but order\.at is a Date, which would not survive JSON .* Send its toISOString\(\)\.$/,
  ],
  [next({ later: [next({})] }), /^set 'later', but later\[0\] is an outcome, .* Return it instead\.$/],
  [makeOutcome({ kind: "done", result: { at: [1n] } }), /^ended with a result, but result\.at\[0\] is a bigint, .* Send it as a string\.$/],
])("%# what can't be followed is explained", (returned, message) => {
  expect(() => applyOutcome(state, returned)).toThrow(message);
});

test.each<[value: unknown, advice: string]>([
  [new Map(), "Send Object.fromEntries(map)."],
  [new Set(), "Send [...set]."],
  [[undefined], "Leave the element out or write null."],
  [Promise.resolve(), "Await it first."],
  [new Uint8Array(1), "Send it as base64, or store it and send where it is."],
  [Number.NaN, "Send null, or don't set it."],
  [Number.NEGATIVE_INFINITY, "Send null, or don't set it."],
  [() => 1, "Send plain objects, arrays, strings, finite numbers, booleans and null."],
])("says what to send instead of %s", (value, advice) => {
  expect(() => applyOutcome(state, next({ value }))).toThrow(advice);
});

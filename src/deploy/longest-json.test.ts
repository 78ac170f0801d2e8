/** What is told to be small must be; what nobody can tell is unbounded. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { longestJson } from "./longest-json.ts";

/** The text of a template literal's type, whose holes are types. */
const template = (...parts: readonly string[]) => `\`${parts.map((part) => part.replace("<", "${").replace(">", "}")).join("")}\``;

test.each([
  ["number", 24],
  ["boolean", 5],
  ["12", 2],
  ["-1.5e+300", 9],
  ['"tea"', 5],
  ['"€"', 5],
  ['"tea" | "coffee" | null', 8],
  ['{ readonly drink: "nothing"; readonly cup: ""; }', 40],
  ['{ readonly a: { readonly "b c": 1 | 22; }; }', 30],
  [template("<number>", " g"), 38],
  [template('<"a" | "bb">'), 6],
])("%s takes at most about %i bytes", (type, bytes) => {
  expect(longestJson(type)).toBeGreaterThan(bytes / 3);
  expect(longestJson(type)).toBeLessThanOrEqual(bytes);
});

test.each([
  ...["string", "unknown", "any", "object", "{}", "Order", "Order | null", "number[]", "[1, 2]", "Array<1>", "(1 | 2)[]", '"a"[]'],
  ...["Record<string, 1>", "A & 1", "Date.now", "12n", "never", "", '"a', "{ readonly a: 1;", "`a", "1 | string", "1 |", "{ ...; }"],
  // Objects may hold more than their type says, unless they are constants.
  ...["{ a: 1; }", "{ readonly a: number; }", "{ readonly a: string; }", "{ readonly a?: 1; }", "{ readonly [key: string]: 1; }"],
  ...["{ readonly a: 1; }[]", "{ readonly a: 1; } & B", "{ readonly a: 1; ... 3 more ...; }", template("<string>", " g")],
])("nobody can tell of %j", (type) => {
  expect(longestJson(type)).toBe(Number.POSITIVE_INFINITY);
});

/** A type's text, with one of its values. */
interface Typed {
  readonly type: string;
  readonly value: unknown;
}

const literal: fc.Arbitrary<Typed> = fc
  .oneof(fc.constantFrom(true, false, null), fc.integer(), fc.string({ unit: "grapheme" }))
  .map((value): Typed => ({ type: JSON.stringify(value), value }));

const constant: fc.Arbitrary<Typed> = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), literal, { minKeys: 1 }).map((members): Typed => {
  const entries = Object.entries(members);
  const type = `{ ${entries.map(([name, member]) => `readonly ${name}: ${member.type}; `).join("")}}`;
  return { type, value: Object.fromEntries(entries.map(([name, { value }]) => [name, value])) };
});

const scalar: fc.Arbitrary<Typed> = fc.oneof(
  fc.double({ noNaN: true }).map((value): Typed => ({ type: "number", value })),
  fc.boolean().map((value): Typed => ({ type: "boolean", value })),
  fc.double().map((number): Typed => ({ type: template("<number>", " g"), value: `${number} g` })),
);

test("no value takes more than its type allows", () => {
  const one = fc.oneof(literal, constant, scalar);
  fc.assert(
    fc.property(one, one, (one, other) => {
      const bytes = longestJson(`${one.type} | ${other.type}`);
      expect(Number.isFinite(bytes)).toBe(true);
      for (const { value } of [one, other]) expect(Buffer.byteLength(JSON.stringify(value))).toBeLessThanOrEqual(bytes);
    }),
  );
});

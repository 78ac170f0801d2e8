/** Values on one line: how they look, and what is left out. */
import { expect, test } from "vitest";
import { shorten } from "./shorten.ts";

test.each<[unknown, string]>([
  [{ choice: "c", "two words": [1, null, true] }, '{ choice: "c", "two words": [1, null, true] }'],
  [[], "[]"],
  [{}, "{}"],
  [undefined, "undefined"],
  ["\u001b[31mred\n", '"\\u001b[31mred\\n"'],
])("%o is shown as %s", (value, text) => {
  expect(shorten(value, 80)).toBe(text);
});

test("counts what it leaves out", () => {
  expect(shorten("x".repeat(5_000), 10)).toBe('"xxxxxxxxxx"… (5,000 characters)');
  expect(
    shorten(
      Array.from({ length: 3_000 }, (_, index) => index),
      10,
    ),
  ).toBe("[0, 1, 2, 3, … 2,996 more]");
  const deep = shorten({ a: { b: Array.from({ length: 100 }, () => "text") }, c: 1, d: 2 }, 30);
  expect(deep.length).toBeLessThan(120);
});

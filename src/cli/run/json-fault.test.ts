/** Where a text stops being JSON, held against the parser itself. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { drawJsonFault, findJsonFault } from "./json-fault.ts";

test.each([
  [`{a: 1}`, 1, "a key in double quotes"],
  [`{"a" 1}`, 5, "':'"],
  [`{"a": }`, 6, "a value"],
  [`{"a": 1`, 7, "',' or '}'"],
  [`[1, 2,]`, 6, "a value"],
  [`{"a": 1,}`, 8, "a key in double quotes"],
  [`{"a": 'x'}`, 6, "a value, and texts stand in double quotes"],
  [`{} x`, 3, "the end of the text"],
  ["", 0, "a value"],
  [`{"a": tru}`, 6, "a value"],
  [`"\\x"`, 0, "a value"],
])("%s fails at %i", (text, offset, expected) => {
  expect(findJsonFault(text)).toEqual({ offset, expected });
});

test("agrees with the parser on what is JSON", () => {
  const pieces = fc.constantFrom("{", "}", "[", "]", ",", ":", `"a"`, "1", "-", "1.5e3", "true", "nul", " ", "\n", "\\", '"');
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 8 }).map((list) => list.join("")),
    fc.json(),
  );
  fc.assert(
    fc.property(text, (json) => (findJsonFault(json) === undefined) === parses(json)),
    { numRuns: 2_000 },
  );
});

test("draws the line with a mark under the fault", () => {
  const text = `{\n  "beans": 12,\n  milk: true\n}`;
  const fault = findJsonFault(text);
  expect(fault && drawJsonFault(text, fault)).toBe("line 3, column 3: expected a key in double quotes\n    milk: true\n    ^");
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

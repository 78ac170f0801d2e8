/** Copies must be what JSON would make of a value, and faults must say where and what. */
import { isDeepStrictEqual } from "node:util";
import vm from "node:vm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { copyJson, NotJson } from "./json.ts";
import { findJsonFault } from "./json-faults.ts";

const keys = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "toString", "fn", "step", "0"));

const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: "binary" }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("json"), { maxLength: 4 }),
    fc.array(fc.tuple(keys, fc.oneof({ weight: 5, arbitrary: tie("json") }, fc.constant(undefined))), { maxLength: 4 }).map(toObject),
  ),
}));

function toObject(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries);
}

test("a copy is what JSON would give, and shares nothing", () => {
  fc.assert(
    fc.property(json, (value) => {
      const copied = copyJson(value);
      expect(JSON.stringify(copied)).toBe(JSON.stringify(value));
      // Vitest's own comparison trips over keys named `constructor`.
      expect(isDeepStrictEqual(copied, JSON.parse(JSON.stringify(value)))).toBe(true);
      if (typeof value === "object" && value !== null) expect(copied).not.toBe(value);
      expect(findJsonFault(value, "value")).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

class Order {}

const cyclic: Record<string, unknown> = {};
cyclic.self = [cyclic];

let deep: unknown = 1;
for (let level = 0; level < 20_000; level++) deep = { in: deep };

test.each<[value: unknown, path: string, what: string]>([
  [new Date(), "v", "a Date"],
  [{ items: [0, 1, { at: new Date() }] }, "v.items[2].at", "a Date"],
  [{ "a b": { "": new Map() } }, 'v["a b"][""]', "a Map"],
  [new Set(), "v", "a Set"],
  [new URL("http://localhost"), "v", "a URL"],
  [new Uint8Array(1), "v", "a Uint8Array"],
  [Buffer.from(""), "v", "a Buffer"],
  [new Error("no"), "v", "an Error"],
  [Promise.resolve(), "v", "a Promise"],
  [new Order(), "v", "an instance of Order"],
  [Object.create({ inherited: 1 }), "v", "an object with a prototype of its own"],
  [{ [Symbol("s")]: 1 }, "v", "an object with a symbol as a key"],
  [12n, "v", "a bigint"],
  [Symbol("s"), "v", "a symbol"],
  [() => 1, "v", "a function"],
  [Order, "v", "a class"],
  [Number.NaN, "v", "NaN"],
  [[1, -Infinity], "v[1]", "-Infinity"],
  [[1, undefined], "v[1]", "undefined in an array"],
  [new Array(2), "v[0]", "undefined in an array"],
  [undefined, "v", "undefined"],
  [cyclic, "v.self[0]", "a value that contains itself"],
  [deep, `v${".in".repeat(19)}.i…`, "nested more than 1,000 levels deep"],
])("%# what JSON would change is found at its path", (value, path, what) => {
  expect(() => copyJson(value)).toThrow(NotJson);
  expect(findJsonFault(value, "v")).toEqual({ path, what });
});

test("plain objects of another realm, without a prototype, frozen or seen twice are plain", () => {
  const shared = { a: 1 };
  const value = [vm.runInNewContext("({ a: [1] })"), Object.assign(Object.create(null), { a: 1 }), Object.freeze({ a: 1 }), shared, shared];
  expect(copyJson(value)).toStrictEqual([{ a: [1] }, { a: 1 }, { a: 1 }, { a: 1 }, { a: 1 }]);
});

test("a key named __proto__ stays a key", () => {
  const copied = copyJson(JSON.parse('{"__proto__":{"polluted":true}}'));
  expect(Object.keys(copied)).toEqual(["__proto__"]);
  expect(copied.polluted).toBeUndefined();
});

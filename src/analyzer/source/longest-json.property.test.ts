/** The JSON of no value is longer than the graph says of its type, and what has an end is said to have one. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { GraphType } from "../../model/graph.ts";
import { pipelineSource } from "../project.fixture.ts";
import { readProject } from "../read-project.fixture.ts";
import { longestNumber } from "./longest-json.ts";

/** The types as the graph has them, each declared by itself and set under a key of its own. */
function readTypes(types: readonly string[], before = ""): GraphType[] {
  const declared = types.map((type, index) => `type T${index} = ${type};\ndeclare const k${index}: T${index};`).join("\n");
  const set = types.map((_, index) => `k${index}`).join(", ");
  const read = types.map((_, index) => `k${index}?: unknown`).join("; ");
  const source = pipelineSource(
    `@step() start() { return this.next("end", { ${set} }); } @step() end(all: { ${read} }) { return this.done(Object.keys(all).length); }`,
    { before: `${before}\n${declared}` },
  );
  const { pipelines, diagnostics } = readProject({ "pipeline.ts": source });
  expect(diagnostics).toEqual([]);
  const [edge] = pipelines[0]?.steps[0]?.edges ?? [];
  const sets = edge?.kind === "next" ? edge.sets : {};
  return types.map((_, index) => pipelines[0]?.types[sets[`k${index}`]?.type ?? -1] as GraphType);
}

/** The type of texts with holes, which are types. */
const template = (text: string) => `\`${text.replaceAll("<", "${").replaceAll(">", "}")}\``;

test.each([
  ["of scalars", ["number", "boolean", "12", "-1.5e300", '"tea"', '"€"', '"tea" | "coffee" | null'], [25, 5, 2, 9, 5, 5, 8]],
  ["of names for them", ["Cup", "Size", "Level", "Cup | undefined", "number & { brand: 1 }"], [7, 3, 25, 7, 25]],
  [
    "of texts with numbers in them",
    [template("<number> g"), template("<Cup>-<boolean>"), template("<number>/<Size | undefined>/<number>")],
    [29, 13, 63],
  ],
  ["of lists of a certain length", ["[]", "[1, boolean?]", "readonly [Cup, number]"], [2, 10, 36]],
])("the bound %s", (_, types, bytes) => {
  const read = readTypes(types, 'type Cup = "small" | "large"; enum Size { S = "s", M = "m" } enum Level { Low, High }');
  expect(read.map(({ mostBytes }) => mostBytes)).toEqual(bytes);
  expect(read.filter(({ mayHoldMore }) => mayHoldMore)).toEqual([]);
});

test("the bound of objects, which may hold more", () => {
  const types = [
    "{ milk: boolean }",
    "{ readonly a?: 1; b: { '€': null } }",
    "Order",
    "Readonly<Order> | null",
    "[{ a: 1 }]",
    "Order & { c: 1 }",
  ];
  const read = readTypes(types, "interface Order { id: number; paid: boolean }");
  expect(read.map(({ mostBytes }) => mostBytes)).toEqual([15, 29, 46, 46, 11, 52]);
  expect(read.filter(({ mayHoldMore }) => !mayHoldMore)).toEqual([]);
});

test("what has no bound", () => {
  const types = [
    ...["string", "number[]", "readonly 1[]", "[1, ...2[]]", "{ a: string }", "{ [key: string]: 1 }", "Record<string, 1>", "{}", "object"],
    ...[
      "unknown",
      "any",
      "Tree",
      "Uppercase<string>",
      template("a<string>"),
      "{ a: number[] }",
      template("<bigint>"),
      "{ a: 1; [key: string]: 1 }",
      "1 | string",
      "Partial<Record<string, 1>>",
      "Deep",
    ],
  ];
  const before = "interface Tree { left: Tree | null; leaf: 1 } type Deep = { a: { a: { a: { a: { a: { a: { a: 1 } } } } } } };";
  const read = readTypes(types, before);
  expect(types.filter((_, index) => read[index]?.mostBytes !== undefined)).toEqual([]);
});

test.each([-0.0000016835313590855431, -2.2250738585072014e-308, -1.7976931348623157e308, -123456789012345680000])(
  "%d takes no more than a number may",
  (number) => expect(JSON.stringify(number).length).toBeLessThanOrEqual(longestNumber),
);

/** A type's text, with one of its values. */
interface Typed {
  readonly type: string;
  readonly value: unknown;
}

const text = fc.string({ unit: "grapheme", maxLength: 12 });
const literal: fc.Arbitrary<Typed> = fc
  .oneof(fc.constantFrom(true, false, null), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), text)
  .map((value) => ({ type: JSON.stringify(value), value }));
const number = fc.double().map((value): Typed => ({ type: "number", value }));
const boolean = fc.boolean().map((value): Typed => ({ type: "boolean", value }));
const filled = fc
  .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean())
  .map(([weight, sure]): Typed => ({ type: template("<number> €\\n<boolean>"), value: `${weight} €\n${sure}` }));

const { typed } = fc.letrec<{ typed: Typed; object: Typed; tuple: Typed; union: Typed }>((tie) => ({
  typed: fc.oneof(
    { depthSize: "small", maxDepth: 3, withCrossShrink: true },
    literal,
    number,
    boolean,
    filled,
    tie("object"),
    tie("tuple"),
    tie("union"),
  ),
  object: fc
    .dictionary(text, fc.record({ is: tie("typed"), optional: fc.boolean(), given: fc.boolean() }), { minKeys: 1, maxKeys: 4 })
    .map((members) => {
      const entries = Object.entries(members);
      const properties = entries.map(([name, { is, optional }]) => `${JSON.stringify(name)}${optional ? "?" : ""}: ${is.type}`);
      const given = entries.filter(([, { optional, given }]) => given || !optional);
      return { type: `{ ${properties.join("; ")} }`, value: Object.fromEntries(given.map(([name, { is }]) => [name, is.value])) };
    }),
  tuple: fc
    .array(tie("typed"), { maxLength: 4 })
    .map((elements) => ({ type: `[${elements.map(({ type }) => type).join(", ")}]`, value: elements.map(({ value }) => value) })),
  union: fc.tuple(tie("typed"), tie("typed")).map(([one, other]) => ({ type: `(${one.type} | ${other.type})`, value: one.value })),
}));

test("no value takes more than its type allows", () => {
  fc.assert(
    fc.property(fc.array(typed, { minLength: 100, maxLength: 100 }), (all) => {
      for (const [index, { mostBytes, text }] of readTypes(all.map(({ type }) => type)).entries()) {
        expect(mostBytes, text).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(all[index]?.value)));
      }
    }),
    // Each run asks the compiler about a hundred types; to make them smaller would take as many runs.
    { numRuns: 3, endOnFailure: true },
  );
});

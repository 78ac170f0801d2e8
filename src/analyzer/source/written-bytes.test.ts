/** What is written out on the spot is as long as it is, whatever its type would let pass; what comes from elsewhere has no such bound. */
import { expect, test } from "vitest";
import { pipelineSource } from "../project.fixture.ts";
import { readProject } from "../read-project.fixture.ts";
import { longestNumber } from "./longest-json.ts";

const before = `
  interface Cup { milk: boolean }
  declare const raw: any, cup: Cup, flag: boolean, count: number, name: string, key: "a" | "b", list: number[];
  declare function brew(): Cup;
  declare function maybe(): boolean;
  const known = { milk: flag, size: "small" } as const;
  const nested = { inner: known };
  let changed = { milk: true };
  const growing: { milk: boolean; list?: string[] } = { milk: true };
  const open: Record<string, number> = {};`;

/** The bounds of expressions, of which each is the result of a step, and a key that another sets. */
function bytesOf(expressions: readonly string[]): (number | undefined)[] {
  const results = expressions.map((one) => `  if (maybe()) return this.done(${one});`);
  const sets = expressions.map((one, index) => `  if (maybe()) return this.next("end", { k${index}: ${one} });`);
  const reads = expressions.map((_, index) => `k${index}?: unknown`).join("; ");
  const source = pipelineSource(
    `@step() start() {\n${results.join("\n")}\n${sets.join("\n")}\n  return this.next("end"); }
     @step() end(all: { ${reads} }) { return this.done(Object.keys(all).length); }`,
    { before },
  );
  const { pipelines, diagnostics } = readProject({ "pipeline.ts": source });
  expect(diagnostics).toEqual([]);
  const edges = pipelines[0]?.steps[0]?.edges ?? [];
  const ends = edges.flatMap((edge) => (edge.kind === "done" ? [edge.mostBytes] : []));
  const moves = edges.flatMap((edge) => (edge.kind === "next" ? Object.values(edge.sets).map(({ mostBytes }) => mostBytes) : []));
  expect(ends).toHaveLength(expressions.length);
  expect(moves).toEqual(ends);
  return ends;
}

test("objects and lists that are written out", () => {
  const written: Record<string, number> = {
    "{ milk: true }": '{"milk":true,}'.length,
    "{ milk: flag, 'b c': count }": '{"milk":false,"b c":,}'.length + longestNumber,
    "{ flag }": '{"flag":false,}'.length,
    "{ deep: { at: [1, { x: null }] } }": '{"deep":{"at":[1,{"x":null,},],},}'.length,
    "[]": 2,
    "flag ? { a: 1 } : { b: 22 }": '{"b":22,}'.length,
    "{ ...(flag && { a: 1 }), b: 2 }": '{{"a":1,},"b":2,}'.length,
    "({ milk: true }) as Cup": '{"milk":true,}'.length,
    "{ milk: true } satisfies Cup": '{"milk":true,}'.length,
    "{ milk: raw as boolean, cup: known as object as Cup }": '{"milk":false,"cup":{"milk":false,"size":"small",},}'.length,
    known: '{"milk":false,"size":"small",}'.length,
    "{ known }": '{"known":{"milk":false,"size":"small",},}'.length,
    nested: '{"inner":{"milk":false,"size":"small",},}'.length,
  };
  expect(bytesOf(Object.keys(written))).toEqual(Object.values(written));
});

test("what may hold more than is in sight", () => {
  const open = [
    "cup",
    "brew()",
    "{ cup }",
    "{ ...cup, a: 1 }",
    "{ a: 1, ...cup }",
    "{ name }",
    "[name]",
    "list",
    "[...list]",
    "{ [key]: 1 }",
  ];
  const more = ["flag ? { milk: true } : cup", "changed", "growing", "open", "{ open }", "{ get milk() { return true; } }"];
  expect(bytesOf([...open, ...more]).filter((bytes) => bytes !== undefined)).toEqual([]);
});

test("types that say it all need no expression to", () => {
  expect(bytesOf(["1", "flag", "count", "key", "[1, 2] as const", "null"])).toEqual(Array(6).fill(undefined));
});

test("of updates that are spread, only what nothing after it may replace", () => {
  const source = pipelineSource(
    `@step() start() { return this.next("one", { cup: { milk: true }, ...other }); }
     @step() one() { return this.next("two", { ...other, cup: { milk: true } }); }
     @step() two() { return flag ? this.next("end", { cup: { milk: true } } as Cups) : ({ $next: "end", cup: { milk: true } } as const); }
     @step() end({ cup }: Cups) { return this.done(cup.milk); }`,
    { before: `${before}\ninterface Cups { cup: Cup }\ndeclare const other: { cup?: Cup };` },
  );
  const { pipelines, diagnostics } = readProject({ "pipeline.ts": source });
  expect(diagnostics).toEqual([]);
  const edges = pipelines[0]?.steps.slice(0, 3).flatMap(({ edges }) => edges) ?? [];
  const bytes = '{"milk":true,}'.length;
  expect(edges.map((edge) => edge.kind === "next" && edge.sets.cup?.mostBytes)).toEqual([undefined, bytes, bytes, bytes]);
});

test("a constant of another module, and moves and ends that are made elsewhere", () => {
  const source = pipelineSource(
    `@step() start() { return this.next("one", { far, near: 1 }); }
     @step() one(): ReturnType<typeof this.two> { return this.two(); }
     two() { return this.finish({ at: 1 }, { at: 2 }); }
     @step() three() { return this.goTo("one", { far: { at: 1 } }, far); }
     goTo<To extends "one">(to: To, _: { far: { at: number } }, far: { at: number }) { return this.next(to, { far }); }
     finish<T>(_: { at: number }, result: T) { return this.done({ result }); }`,
    { before: `import { far } from "./other.ts";` },
  );
  const { pipelines, diagnostics } = readProject({ "pipeline.ts": source, "other.ts": "export const far = { at: 1 };" });
  expect(diagnostics).toEqual([]);
  expect(pipelines[0]?.steps.slice(0, 2).flatMap(({ edges }) => edges)).toMatchObject([
    { kind: "next", sets: { far: { mostBytes: '{"at":1,}'.length } } },
    { kind: "done", result: expect.any(Number) },
  ]);
  expect(pipelines[0]?.steps[1]?.edges[0]).not.toHaveProperty("mostBytes");
  const [elsewhere] = pipelines[0]?.steps[2]?.edges ?? [];
  expect(elsewhere).toMatchObject({ to: "one", sets: { far: expect.not.objectContaining({ mostBytes: expect.anything() }) } });
});

/** OW101: where a key is missing, on which path, what would provide it; and where it isn't. */
import { describe, expect, it } from "vitest";
import type { Graph } from "../../model/graph.ts";
import { check } from "../check.ts";
import { buildGraph, done, next, on } from "./build-graph.fixture.ts";

const missing = (graph: Graph) => check(graph).filter(({ code }) => code === "OW101");

const cafe = (teaMove: ReturnType<typeof next>) =>
  buildGraph({
    start: { reads: ["choice?: string"], ends: [next("coffee", ["beans"]), next("tea")] },
    coffee: { reads: ["beans"], ends: [done] },
    tea: { ends: [teaMove] },
  });

describe("OW101", () => {
  it("names path, place and fix where a move does not set the key", () => {
    expect(missing(cafe(next("coffee")))).toEqual([
      {
        code: "OW101",
        severity: "error",
        message:
          "Step 'coffee' needs 'beans', which is missing on the path start → tea → coffee: the input does not have it, and nothing on this path sets it.",
        at: on(21),
        step: "coffee",
        key: "beans",
        path: ["start", "tea", "coffee"],
        related: [{ message: "this move does not set 'beans'", at: on(35) }],
        fix: "Set it in the move from 'tea': `this.next(\"coffee\", { beans: … })`, or let 'coffee' do without it: `beans?: number`.",
      },
    ]);
  });

  it("says that the state was dropped", () => {
    const [found] = missing(cafe(next("coffee", ["milk"], "*")));
    expect(found?.message).toContain("'tea' drops the whole state and does not set it");
    expect(found?.related).toEqual([{ message: "this move drops the state and does not set 'beans'", at: on(35) }]);
    expect(found?.fix).toContain('`this.next("coffee", { milk: …, beans: … })`');
  });

  it("is silent when every path provides the key", () => {
    expect(missing(cafe(next("coffee", ["beans"], "*")))).toEqual([]);
  });

  it("says that the update may be undefined", () => {
    const [found] = missing(cafe(next("coffee", ["beans?"])));
    expect(found?.message).toContain("'tea' may set it to undefined, which sets nothing");
    expect(found?.related).toEqual([{ message: "'beans' may be undefined here", at: on(35) }]);
    expect(found?.fix).toContain("`beans: … ?? …`");
  });

  it("knows that an undefined update keeps what was there", () => {
    const graph = buildGraph({
      start: { reads: ["beans"], ends: [next("tea")] },
      tea: { ends: [next("coffee", ["beans?"])] },
      coffee: { reads: ["beans"] },
    });
    expect(missing(graph)).toEqual([]);
  });

  it("says that the input may come without the key", () => {
    const graph = buildGraph({ start: { reads: ["choice?: string"], ends: [next("tea")] }, tea: { reads: ["choice: string"] } });
    expect(missing(graph)).toMatchObject([
      {
        message: "Step 'tea' needs 'choice', which is missing on the path start → tea: the input may come without it.",
        related: [{ message: "'choice' is optional here", at: on(11) }],
        fix: "Require it in the input: `start({ choice }: { choice: string })`, or let 'tea' do without it: `choice?: string`.",
      },
    ]);
  });

  it("suggests the key that was meant where nothing provides the one that is read", () => {
    const graph = buildGraph({ start: { ends: [next("tea", ["suger"])] }, tea: { reads: ["sugar", "suger?"] } });
    expect(missing(graph)).toMatchObject([
      {
        message: expect.stringContaining("neither the input nor any step on the way sets it"),
        fix: expect.stringMatching(/^Did you mean 'suger', which arrives here\? Otherwise set it in/),
      },
    ]);
  });

  it("asks for the drop of what was there to be undone", () => {
    const graph = buildGraph({
      start: { reads: ["beans"], ends: [next("tea", [], ["beans"])] },
      tea: { ends: [next("coffee")] },
      coffee: { reads: ["beans"] },
    });
    expect(missing(graph)).toMatchObject([
      {
        path: ["start", "tea", "coffee"],
        message: expect.stringContaining("'start' drops it, and nothing after that sets it"),
        related: [{ message: "this move drops 'beans'", at: on(15) }],
        fix: expect.stringContaining("Keep it in the move from 'start', or set it there"),
      },
    ]);
  });

  it("sees what a loop brings back", () => {
    const graph = buildGraph({
      start: { reads: ["page"], ends: [next("read")] },
      read: { reads: ["page"], ends: [next("read", [], ["page"]), done] },
    });
    expect(missing(graph)).toMatchObject([{ step: "read", path: ["start", "read", "read"] }]);
  });

  it("sees a start that is come back to without its input", () => {
    const graph = buildGraph({ start: { reads: ["page"], ends: [next("again")] }, again: { ends: [next("start", [], "*"), done] } });
    expect(missing(graph)).toMatchObject([{ step: "start", path: ["start", "again", "start"] }]);
  });

  it("leaves it to the first step that needs the key", () => {
    const graph = buildGraph({ start: { ends: [next("a")] }, a: { reads: ["x"], ends: [next("b")] }, b: { reads: ["x"] } });
    expect(missing(graph).map(({ step }) => step)).toEqual(["a"]);
  });

  it("names other moves into the same step that lack the key, and each step once", () => {
    const graph = buildGraph({
      start: { ends: [next("a", ["x"]), next("b"), next("c")] },
      a: { ends: [next("end")] },
      b: { ends: [next("end")] },
      c: { ends: [next("end")] },
      end: { reads: ["x"] },
    });
    expect(missing(graph)).toMatchObject([{ path: ["start", "b", "end"], related: [{ at: on(35) }, { at: on(45) }] }]);
  });

  it("ignores what nothing reaches, and takes odd names as they are", () => {
    const graph = buildGraph({
      start: { reads: ["toString"], ends: [next("a")] },
      a: { reads: ["toString", "constructor"] },
      lost: { reads: ["x"], ends: [next("a", [], "*")] },
    });
    expect(missing(graph).map(({ step, key }) => [step, key])).toEqual([["a", "constructor"]]);
  });

  it("shortens long paths in words only", () => {
    const names = Array.from({ length: 20 }, (_, index) => (index === 0 ? "start" : `s${index}`));
    const steps = names.map(
      (name, index) => [name, index < 19 ? { ends: [next(names[index + 1] as string)] } : { reads: ["odd-key"] }] as const,
    );
    const [found] = missing(buildGraph(Object.fromEntries(steps)));
    expect(found?.path).toEqual(names);
    expect(found?.message).toContain("start → s1 → s2 → (14 more) → s17 → s18 → s19");
    expect(found?.fix).toContain('`this.next("s19", { "odd-key": … })`');
  });

  it("stands a chain of 10,000 steps", () => {
    const steps = Array.from(
      { length: 10_000 },
      (_, index) =>
        [
          index === 0 ? "start" : `s${index}`,
          { reads: index === 9_999 ? ["x"] : [], ends: index < 9_999 ? [next(`s${index + 1}`)] : [done] },
        ] as const,
    );
    expect(missing(buildGraph(Object.fromEntries(steps)))).toMatchObject([{ step: "s9999" }]);
  });
});

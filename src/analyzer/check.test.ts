import { describe, expect, it } from "vitest";
import { catalogue } from "../diagnostics/codes.ts";
import type { Graph } from "../model/graph.ts";
import { check } from "./check.ts";
import { buildGraph, done, next, on } from "./rules/build-graph.fixture.ts";

const found = (graph: Graph, code: string) => check(graph).filter((one) => one.code === code);
const stray = (type: string) => ({ more: { strays: [{ type, at: on(99) }] } });

describe("check", () => {
  it("has nothing to say of a sound pipeline", () => {
    const graph = buildGraph({
      start: { reads: ["choice?: string"], ends: [next("coffee", ["beans"]), next("tea")] },
      coffee: { reads: ["beans"], ends: [next("drink", ["milk"])] },
      tea: { ends: [next("coffee", ["beans"], "*")] },
      drink: { reads: ["milk"] },
    });
    expect(check(graph)).toEqual([]);
  });

  it("sorts by place, then code, with the catalogue's severities", () => {
    const graph = buildGraph({
      start: { ends: [next("a", ["$x", "y"]), next("b")] },
      a: { reads: ["x"], ends: [next("b")] },
      b: { reads: ["z"] },
      c: {},
    });
    const all = check(graph);
    expect(all.map(({ code }) => code)).toEqual(["OW202", "OW304", "OW101", "OW101", "OW105"]);
    for (const { code, severity } of all) expect(severity).toBe(catalogue[code].severity);
    expect(check(JSON.parse(JSON.stringify(graph)) as Graph)).toEqual(all);
  });
});

describe("OW102", () => {
  it("names both types and the place that set the wrong one, once for each step that does", () => {
    const graph = buildGraph({
      start: { ends: [next("a", ["x: string"]), next("b", ["x: string"]), next("b", ["x: number | string"])] },
      a: { ends: [next("b")] },
      b: { reads: ["x"] },
    });
    expect(found(graph, "OW102")).toMatchObject([
      {
        message: "Step 'b' takes 'x' as number, but 'start' gives it as string, on the path start → b.",
        at: on(31),
        step: "b",
        key: "x",
        path: ["start", "b"],
        related: [{ message: "'x' is string here", at: on(16) }, { message: "'x' is number | string here", at: on(17) }, { at: on(15) }],
        fix: "Give 'x' as number there, or let 'b' accept string as well.",
      },
    ]);
  });

  it("compares with the input, too", () => {
    const graph = buildGraph({ start: { reads: ["x: string"], ends: [next("b")] }, b: { reads: ["x?"] } });
    expect(found(graph, "OW102")).toMatchObject([
      { message: "Step 'b' takes 'x' as number, but the input gives it as string, on the path start → b." },
    ]);
  });

  it("accepts what fits", () => {
    const graph = buildGraph({ start: { ends: [next("b", ["x"])] }, b: { reads: ["x: number | string"] } });
    expect(check(graph)).toEqual([]);
  });
});

describe("OW103", () => {
  it("suggests the step that was meant, of unreached steps too", () => {
    const graph = buildGraph({ start: { ends: [next("cofee"), next("coffee")] }, coffee: {}, lost: { ends: [next("zzz")] } });
    expect(found(graph, "OW103")).toMatchObject([
      {
        message: "Step 'start' moves to 'cofee', which is not a step of 'Cafe'.",
        at: on(15),
        fix: expect.stringContaining("Did you mean 'coffee'?"),
      },
      { step: "lost", fix: expect.stringContaining("Write a method 'zzz' with `@step()`") },
    ]);
  });
});

describe("OW104", () => {
  it("needs a start, and suggests the step that was meant to be it", () => {
    const graph = buildGraph({ Start: { ends: [next("b", [], ["x"])] }, b: { reads: ["x"] } });
    expect(found(graph, "OW104")).toMatchObject([
      {
        message: "Pipeline 'Cafe' has no step named 'start', where executions begin.",
        at: on(1),
        fix: expect.stringContaining("Rename 'Start'"),
      },
    ]);
    // Without a start every step may be reached, as in the compiler.
    expect(
      check(graph)
        .map(({ code }) => code)
        .sort(),
    ).toEqual(["OW101", "OW104"]);
  });

  it("says it of a pipeline without steps", () => {
    expect(check(buildGraph({}))).toMatchObject([{ code: "OW104", message: "Pipeline 'Cafe' has no steps." }]);
  });
});

describe("OW105", () => {
  it("finds the steps that nothing reaches, and says why", () => {
    const graph = buildGraph({ start: {}, a: { ends: [next("b")] }, b: { ends: [next("b"), done] } });
    expect(found(graph, "OW105").map(({ message }) => message)).toEqual([
      "Step 'a' never runs: no step moves to it.",
      "Step 'b' never runs: only 'a' moves to it, which nothing reaches either.",
    ]);
  });

  it("keeps silent, as OW202 and OW203 do, where a reached step may move anywhere", () => {
    for (const opening of [
      { ends: [next(null)] },
      { ends: [next("b")], ...stray("any") },
      { ends: [next("b")], more: { unread: [{ reason: "it is odd", at: on(99) }] } },
    ]) {
      const graph = buildGraph({ start: { ends: [next("a", ["x"])] }, a: opening, b: { ends: [next("b", [], ["y"])] }, c: {} });
      const codes = check(graph).map(({ code }) => code);
      for (const code of ["OW105", "OW202", "OW203"]) expect(codes).not.toContain(code);
    }
  });
});

describe("OW106", () => {
  it("reports a loop that can't end once, with its round", () => {
    const graph = buildGraph({
      start: { ends: [next("a")] },
      a: { ends: [next("b")] },
      b: { ends: [next("c"), next("a")] },
      c: { ends: [next("a")] },
    });
    expect(found(graph, "OW106")).toMatchObject([
      {
        message: "The loop a → b → a can't end: none of 'a', 'b' and 'c' goes anywhere else.",
        path: ["a", "b", "a"],
        at: on(36),
        step: "b",
      },
    ]);
    expect(found(graph, "OW108")).toEqual([]);
  });

  it("sees a step that only moves to itself", () => {
    const graph = buildGraph({ start: { ends: [next("start")] } });
    expect(found(graph, "OW106")).toMatchObject([
      { message: "The loop start → start can't end: 'start' goes nowhere else.", path: ["start", "start"] },
    ]);
  });

  it("blames the last of several loops, as only it has no way out", () => {
    const graph = buildGraph({ start: { ends: [next("start"), next("b")] }, b: { ends: [next("b")] } });
    expect(found(graph, "OW106").map(({ step }) => step)).toEqual(["b"]);
    expect(found(graph, "OW108").map(({ step }) => step)).toEqual(["start"]);
  });

  it("lets a step that always fails be an end", () => {
    const graph = buildGraph({ start: { ends: [next("start"), next("fail")] }, fail: { ends: [] } });
    expect(found(graph, "OW106")).toEqual([]);
  });
});

describe("OW107", () => {
  it("tells a key that never arrives from one that sometimes doesn't", () => {
    const graph = buildGraph({
      start: { ends: [next("a", ["x"]), next("a")] },
      a: { reads: ["x?", "y?"] },
    });
    expect(found(graph, "OW107")).toMatchObject([
      {
        severity: "hint",
        key: "x",
        path: ["start", "a"],
        message: expect.stringContaining("runs without 'x' on the path start → a"),
        related: [{ at: on(16) }],
      },
      { key: "y", message: "Step 'a' takes 'y', which no path provides: it is always missing." },
    ]);
  });

  it("leaves to the caller what is optional in the input", () => {
    const graph = buildGraph({ start: { reads: ["x?"], ends: [next("a")] }, a: { reads: ["x?"] } });
    expect(check(graph)).toEqual([]);
  });
});

describe("OW108", () => {
  it("names a loop with an exit once", () => {
    const graph = buildGraph({
      start: { ends: [next("poll")] },
      poll: { ends: [next("wait"), next("poll"), done] },
      wait: { ends: [next("poll")] },
    });
    expect(found(graph, "OW108")).toMatchObject([
      {
        message: "The loop poll → poll may go on: only `maxHops` bounds how often. Its 2 steps are 'poll' and 'wait'.",
        path: ["poll", "poll"],
        at: on(26),
      },
    ]);
  });
});

describe("OW201", () => {
  it("finds values and results that JSON would change", () => {
    const move = next("a", ["when"]);
    const lossy = { ...move, sets: { when: { ...move.sets.when, type: 0, optional: false, lossy: "`when` is a Date", at: on(1) } } };
    const graph = buildGraph({ start: { ends: [lossy] }, a: { reads: ["when"], ends: [{ ...done, lossy: "`result` is a Map" }] } });
    expect(found(graph, "OW201")).toMatchObject([
      { message: "Step 'start' sets 'when', which would not survive JSON: `when` is a Date.", key: "when", at: on(15) },
      { message: "Step 'a' ends with a result that would not survive JSON: `result` is a Map.", at: on(25) },
    ]);
  });
});

describe("OW202", () => {
  it("tells a key that nobody reads from one that is overwritten first", () => {
    const graph = buildGraph({
      start: { ends: [next("a", ["x", "suger"])] },
      a: { ends: [next("b", ["x", "sugar"])] },
      b: { reads: ["x", "sugar"] },
    });
    expect(found(graph, "OW202")).toMatchObject([
      {
        key: "suger",
        message: "Step 'start' sets 'suger', but no step reads it.",
        at: on(15),
        fix: expect.stringContaining("Did you mean 'sugar'?"),
      },
      { key: "x", message: "Step 'start' sets 'x', but no step reads it from there on before it is overwritten or dropped." },
    ]);
  });

  it("counts what a step that takes the whole state may read, unless it was dropped", () => {
    const graph = buildGraph({ start: { ends: [next("a", ["x", "y"])] }, a: { ends: [next("b", [], ["y"])] }, b: { readsAll: true } });
    expect(found(graph, "OW202").map(({ key }) => key)).toEqual(["y"]);
  });
});

describe("OW203", () => {
  it("finds drops of what is never there", () => {
    const graph = buildGraph({
      start: { reads: ["beans"], ends: [next("a", [], ["beens"])] },
      a: { reads: ["beans"], ends: [next("b", [], ["beans"]), next("b", [], "*")] },
      b: {},
    });
    expect(found(graph, "OW203")).toMatchObject([
      {
        message: "Step 'start' drops 'beens', which is never there: no path to 'start' provides it.",
        fix: expect.stringContaining("Did you mean 'beans'?"),
      },
    ]);
  });

  it("can't say so where keys that only the run knows may be set", () => {
    const graph = buildGraph({ start: { ends: [next("a", [], [], { setsMore: true })] }, a: { ends: [next("b", [], ["x"])] }, b: {} });
    expect(found(graph, "OW203")).toEqual([]);
  });
});

describe("OW204", () => {
  const touch = (name: string, access: "read" | "write", line: number, kind: "field" | "variable" = "field") => ({
    kind,
    name,
    access,
    at: on(line),
  });

  it("names writer and reader of a field once, and of a variable", () => {
    const graph = buildGraph({
      start: { ends: [next("a")], more: { touches: [touch("total", "write", 12), touch("seen", "write", 13, "variable")] } },
      a: { more: { touches: [touch("total", "read", 22), touch("total", "read", 23), touch("seen", "read", 24, "variable")] } },
    });
    expect(found(graph, "OW204")).toMatchObject([
      {
        message:
          "Step 'start' writes the field 'this.total' and step 'a' reads it, but each step runs as a function of its own: the value does not get there.",
        at: on(12),
        related: [{ message: "'a' reads it here", at: on(22) }],
      },
      { message: expect.stringContaining("the variable 'seen'"), at: on(13) },
    ]);
  });

  it("allows what stays inside one step, and constants", () => {
    const graph = buildGraph({
      start: {
        ends: [next("a")],
        more: { touches: [touch("total", "write", 12), touch("total", "read", 13), touch("client", "read", 14)] },
      },
      a: { more: { touches: [touch("client", "read", 22)] } },
    });
    expect(check(graph)).toEqual([]);
  });
});

describe("OW301, OW302, OW303, OW304", () => {
  it("says what can't be known or must not be, of unreached steps too", () => {
    const graph = buildGraph({
      start: {},
      a: { ends: [next(null)] },
      b: stray("undefined"),
      c: stray("any"),
      d: stray("string"),
      e: { more: { unread: [{ reason: "'with' hides names.", fix: "Remove it.", at: on(99) }] } },
      f: { ends: [next("a", ["$next"])] },
    });
    expect(
      check(graph)
        .filter(({ code }) => code !== "OW105")
        .map(({ code, message }) => `${code} ${message}`),
    ).toEqual([
      "OW301 Step 'a' moves to a step whose name is not a literal, so where it leads can't be checked.",
      "OW304 Step 'f' sets '$next', but keys that begin with '$' are reserved.",
      "OW302 Step 'b' may end without an outcome.",
      "OW302 Step 'c' returns 'any', which doesn't say where to go next.",
      "OW302 Step 'd' may return string, which is not an outcome.",
      "OW303 Step 'e' can't be read soundly: 'with' hides names.",
    ]);
  });
});

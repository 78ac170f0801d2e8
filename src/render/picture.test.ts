/** The pictures of known pipelines: the seed's two, and every kind of condition. */
import { describe, expect, test } from "vitest";
import type { Graph } from "../model/graph.ts";
import { buildGraph, buildStep, cafe, decide, done, faulty, orders, teaOrCoffee, to } from "./example-graphs.fixture.ts";
import { labelOf } from "./node-label.ts";
import { toPicture } from "./to-picture.ts";

/** Each arrow as a line: `->` solid, `..>` dashed, `=>` back. */
function arrows(graph: Graph): string[] {
  const { nodes, links } = toPicture(graph);
  const label = new Map(nodes.map((node) => [node.id, node.kind === "end" ? "(end)" : labelOf(node)]));
  return links.map(({ from, to, dashed, back }) => `${label.get(from)} ${dashed ? "..>" : back ? "=>" : "->"} ${label.get(to)}`);
}

/** A pipeline with one step that decides, and the steps a, b and c. */
function deciding(...decisions: ReturnType<typeof decide>[]): Graph {
  const start = buildStep("start", 1, [to("a"), to("b"), to("c")], { flow: { decision: 0 }, decisions });
  return buildGraph("Deciding", [start, ...["a", "b", "c"].map((name) => buildStep(name, 2, [done()]))]);
}

describe("the seed's pictures", () => {
  test("a single case is one box: solid to the match, dashed to the default", () => {
    expect(arrows(cafe)).toEqual([
      "start -> choice = 'c' ?",
      "choice = 'c' ? -> coffee",
      "choice = 'c' ? ..> tea",
      "coffee -> drink",
      "tea -> coffee",
    ]);
  });

  test("several cases are one box each and one for the rest", () => {
    expect(arrows(teaOrCoffee).sort()).toEqual(
      [
        "welcome -> choice = 't' ?",
        "welcome -> choice = 'c' ?",
        "welcome -> choice = * ?",
        "choice = 't' ? -> making_tea",
        "choice = 'c' ? -> making_coffee",
        "choice = * ? -> nochoice",
        "making_tea -> boil_water",
        "making_coffee -> boil_water",
        "boil_water -> choice = 'coffee' ?",
        "choice = 'coffee' ? -> grind",
        "choice = 'coffee' ? ..> dip",
        "grind -> pour_water",
        "dip -> pour_water",
        "pour_water -> drink",
      ].sort(),
    );
  });

  test("has one hue for each place in the source", () => {
    const hues = toPicture(teaOrCoffee).nodes.flatMap((node) => (node.kind === "condition" ? [node.hue] : []));
    expect(hues).toHaveLength(4);
    expect(new Set(hues.slice(0, 3)).size).toBe(1);
    expect(new Set(hues).size).toBe(2);
  });
});

describe("conditions", () => {
  test("that hold or don't are asked as such", () => {
    const graph = deciding(
      decide("if", "beans > 3", 1, [
        ["true", { edge: 0 }],
        [null, { anyOf: [{ edge: 1 }, { edge: 2 }] }],
      ]),
    );
    expect(arrows(graph)).toEqual(["start -> beans > 3 ?", "beans > 3 ? -> a", "beans > 3 ? ..> b", "beans > 3 ? ..> c"]);
  });

  test("with both answers spelled out are one box too", () => {
    const graph = deciding(
      decide("conditional", "hot", 1, [
        ["true", { edge: 0 }],
        ["false", { edge: 1 }],
      ]),
    );
    expect(arrows(graph)).toEqual(["start -> hot ?", "hot ? -> a", "hot ? ..> b", "start -> c"]);
  });

  test("on a boolean value are asked by value, as in `when`", () => {
    const graph = deciding(
      decide("when", "hot", 1, [
        ["true", { edge: 0 }],
        ["false", { edge: 1 }],
      ]),
    );
    expect(arrows(graph)).toEqual([
      "start -> hot = true ?",
      "start -> hot = false ?",
      "hot = true ? -> a",
      "hot = false ? -> b",
      "start -> c",
    ]);
  });

  test("of `switch (true)` are their cases", () => {
    const cases = [
      ["x > 3", { edge: 0 }],
      ["x > 1", { edge: 1 }],
      [null, { edge: 2 }],
    ] as const;
    expect(arrows(deciding(decide("switch", "true", 1, cases)))).toContain("x > 3 ? -> a");
    expect(arrows(deciding(decide("switch", "true", 1, cases)))).toContain("* ? -> c");
  });

  test("that nest are chained, and drawn once where they are shared", () => {
    const graph = deciding(
      decide("if", "x", 1, [
        ["true", { decision: 1 }],
        [null, { decision: 2 }],
      ]),
      decide("if", "y", 2, [
        ["true", { edge: 0 }],
        [null, { decision: 2 }],
      ]),
      decide("if", "z", 3, [
        ["true", { edge: 1 }],
        [null, { edge: 2 }],
      ]),
    );
    expect(arrows(graph)).toEqual(["start -> x ?", "x ? -> y ?", "y ? -> a", "y ? ..> z ?", "z ? -> b", "z ? ..> c", "x ? ..> z ?"]);
  });

  test("that lead to one step twice keep both arrows", () => {
    const start = buildStep("start", 1, [to("a", ["x"]), to("a")], {
      flow: { decision: 0 },
      decisions: [
        decide("if", "x", 1, [
          ["true", { edge: 0 }],
          [null, { edge: 1 }],
        ]),
      ],
    });
    expect(arrows(buildGraph("Twice", [start, buildStep("a", 2, [done()])]))).toEqual(["start -> x ?", "x ? -> a", "x ? ..> a"]);
  });

  test("that are long are shortened, with the whole text kept", () => {
    const subject = `${"a".repeat(60)} === ${"b".repeat(60)}`;
    const graph = deciding(
      decide("if", subject, 1, [
        ["true", { edge: 0 }],
        [null, { edge: 1 }],
      ]),
    );
    const box = toPicture(graph).nodes.find((node) => node.kind === "condition");
    expect(box?.label.length).toBeLessThan(50);
    expect(box?.text).toBe(`${subject} ?`);
  });
});

describe("ends, loops and faults", () => {
  test("a step that ends and moves on has an arrow to an end, one that only ends has none", () => {
    expect(arrows(orders)).toContain("report -> (end)");
    expect(arrows(orders).filter((line) => line.startsWith("notify"))).toEqual([]);
    const ends = toPicture(orders).nodes.flatMap((node) => (node.kind === "step" && node.ends ? [node.id] : []));
    expect(ends).toEqual(["start", "report", "notify"]);
  });

  test("arrows that go back are told from others", () => {
    expect(arrows(orders).filter((line) => line.includes("=>"))).toEqual([
      "error instanceof Throttl…limits.attempts ? => fetch",
      "position < files.length ? => fetch",
    ]);
    expect(arrows(faulty)).toContain("start => start");
  });

  test("only steps on a loop count as looping", () => {
    const looping = toPicture(orders).nodes.flatMap((node) => (node.kind === "step" && node.loops ? [node.id] : []));
    expect(looping).toEqual([
      ...["fetch", "parse", "validate", "enrich", "quarantine", "split", "domestic", "european", "overseas", "collect"],
    ]);
  });

  test("what nothing reaches is marked, with its arrows", () => {
    const { nodes, links } = toPicture(orders);
    expect(nodes.filter((node) => !node.reached).map((node) => node.id)).toEqual(["archive"]);
    expect(links.filter((link) => !link.reached).map((link) => link.from)).toEqual(["archive"]);
  });

  test("without an entry nothing is called unreached", () => {
    const { nodes } = toPicture(buildGraph("NoStart", [buildStep("first", 1, [to("second")]), buildStep("second", 2, [done()])]));
    expect(nodes.every((node) => node.reached)).toBe(true);
  });

  test("moves to nowhere are drawn: one node for each unknown name, one for each target that is no literal", () => {
    expect(arrows(faulty).filter((line) => /gone|\?$/.test(line) && !line.includes("b>"))).toEqual(["start -> gone", "start -> ?"]);
    expect(toPicture(faulty).nodes.filter((node) => node.kind === "unknown")).toHaveLength(2);
  });

  test("a pipeline without steps is an empty picture", () => {
    expect(toPicture(buildGraph("Empty", []))).toEqual({ pipeline: "Empty", nodes: [], links: [] });
  });
});

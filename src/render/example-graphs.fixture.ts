/** Graphs as the analyzer would read them, to test and look at pictures without a source. */
import type { Decision, DoneEdge, Edge, Flow, Graph, NextEdge, Place, Step } from "../model/graph.ts";
import { graphVersion } from "../model/graph.ts";

const typeTexts = ["number", "boolean", "string", '"c" | "t"', "Order[]", "{ milk: boolean }"] as const;

/** Builds a graph, numbering places so that each is its own. */
export function buildGraph(pipeline: string, steps: readonly Step[]): Graph {
  const file = `${pipeline.toLowerCase()}.ts`;
  return {
    version: graphVersion,
    pipeline,
    file,
    at: placeAt(1, file),
    steps,
    types: typeTexts.map((text) => ({ text, schema: {} })),
    mismatches: [],
  };
}

/** A step with a flow; whatever is not given is empty. */
export function buildStep(name: string, line: number, edges: readonly Edge[], more: Partial<Step> = {}): Step {
  return {
    name,
    at: placeAt(line),
    reads: {},
    readsAll: false,
    edges,
    ...(edges.length === 0 ? {} : { flow: edges.length === 1 ? { edge: 0 } : { anyOf: edges.map((_, edge) => ({ edge })) } }),
    decisions: [],
    retries: false,
    options: {},
    touches: [],
    strays: [],
    unread: [],
    ...more,
  };
}

/** A move that sets keys, all of the given type. */
export function to(name: string | null, sets: readonly string[] = [], more: Partial<NextEdge> = {}): NextEdge {
  const updates = Object.fromEntries(sets.map((key) => [key, { type: 0, optional: false, at: placeAt(3) }]));
  return { kind: "next", to: name, sets: updates, setsMore: false, drops: [], at: placeAt(2), ...more };
}

/** An end with a result. */
export function done(result?: number): DoneEdge {
  return { kind: "done", at: placeAt(4), ...(result === undefined ? {} : { result }) };
}

/** A decision; cases as written in the source, null for the rest. */
export function decide(
  kind: Decision["kind"],
  subject: string,
  line: number,
  branches: readonly (readonly [string | null, Flow])[],
): Decision {
  return { kind, subject, at: placeAt(line), branches: branches.map(([value, flow]) => ({ case: value, flow })) };
}

/** The keys that a step reads; a name that ends in `?` is optional. */
export function reads(...names: string[]): Step["reads"] {
  return Object.fromEntries(
    names.sort().map((name) => [name.replace(/\?$/, ""), { type: 0, optional: name.endsWith("?"), at: placeAt(5) }]),
  );
}

function placeAt(line: number, file = "pipeline.ts"): Place {
  return { file, line, column: 3, endLine: line, endColumn: 9 };
}

/** The README's pipeline. */
export const cafe = buildGraph("Cafe", [
  buildStep("start", 5, [to("coffee", ["beans"]), to("tea")], {
    reads: { choice: { type: 3, optional: true, at: placeAt(5) } },
    flow: { decision: 0 },
    decisions: [
      decide("when", "choice", 7, [
        ["'c'", { edge: 0 }],
        [null, { edge: 1 }],
      ]),
    ],
  }),
  buildStep("coffee", 18, [to("drink", ["milk"])], {
    reads: reads("beans"),
    options: { memory: 512, timeout: "2m" },
    description: "Puts the beans into the machine.",
  }),
  buildStep("tea", 13, [to("coffee", ["beans"], { drops: "*" })], { options: { layers: [{ Ref: "MorePackagesLayer" }] } }),
  buildStep("drink", 24, [done(5)], { reads: { milk: { type: 1, optional: true, at: placeAt(24) } } }),
]);

/** The second picture of the document that the project was created from. */
export const teaOrCoffee = buildGraph("TeaOrCoffee", [
  buildStep("welcome", 5, [to("making_tea"), to("making_coffee"), to("nochoice")], {
    reads: reads("choice?"),
    flow: { decision: 0 },
    decisions: [
      decide("when", "choice", 6, [
        ["'t'", { edge: 0 }],
        ["'c'", { edge: 1 }],
        [null, { edge: 2 }],
      ]),
    ],
  }),
  buildStep("making_tea", 10, [to("boil_water", ["choice"])]),
  buildStep("making_coffee", 14, [to("boil_water", ["choice"])]),
  buildStep("nochoice", 18, [done()]),
  buildStep("boil_water", 22, [to("grind"), to("dip")], {
    reads: reads("choice"),
    flow: { decision: 0 },
    decisions: [
      decide("when", "choice", 23, [
        ["'coffee'", { edge: 0 }],
        [null, { edge: 1 }],
      ]),
    ],
  }),
  buildStep("grind", 30, [to("pour_water")]),
  buildStep("dip", 34, [to("pour_water")]),
  buildStep("pour_water", 38, [to("drink")]),
  buildStep("drink", 42, [done()]),
]);

/** Fifteen steps with everything that a picture must show: nesting, loops, retries, delays, errors, faults. */
export const orders = buildGraph("Orders", [
  buildStep("start", 5, [to("list", ["folder"]), done(2)], {
    reads: reads("folder?"),
    flow: { decision: 0 },
    decisions: [
      decide("if", "folder === undefined", 6, [
        ["true", { edge: 1 }],
        [null, { edge: 0 }],
      ]),
    ],
  }),
  buildStep("list", 12, [to("fetch", ["files", "position"])], { reads: reads("folder"), description: "Lists the order files." }),
  buildStep("fetch", 20, [to("parse", ["text"]), to("fetch", [], { after: "30s" }), to("failed", ["problem"])], {
    reads: reads("files", "position"),
    retries: true,
    options: { retry: { attempts: 5 } },
    flow: { decision: 0 },
    decisions: [
      decide("try", "an error is thrown", 21, [
        ["true", { decision: 1 }],
        [null, { edge: 0 }],
      ]),
      decide("conditional", "error instanceof Throttled && attempt < context.limits.attempts", 24, [
        ["true", { edge: 1 }],
        [null, { edge: 2 }],
      ]),
    ],
  }),
  buildStep("parse", 30, [to("validate", ["rows"])], { reads: reads("text") }),
  buildStep("validate", 36, [to("enrich"), to("quarantine", ["bad"]), to("failed", ["problem"])], {
    reads: reads("rows", "strict?"),
    flow: { decision: 0 },
    decisions: [
      decide("if", "bad.length === 0", 38, [
        ["true", { edge: 0 }],
        [null, { decision: 1 }],
      ]),
      decide("if", "strict", 40, [
        ["true", { edge: 2 }],
        [null, { edge: 1 }],
      ]),
    ],
  }),
  buildStep("failed", 90, [to("notify", ["level"])], { reads: reads("problem") }),
  buildStep("enrich", 46, [to("split", ["orders"])], { reads: reads("rows"), retries: true }),
  buildStep("quarantine", 50, [to("enrich", ["rows"])], { reads: reads("bad", "rows") }),
  buildStep("split", 56, [to("domestic"), to("european"), to("overseas"), to("failed", ["problem"])], {
    reads: reads("orders"),
    flow: { decision: 0 },
    decisions: [
      decide("switch", "region", 57, [
        ["'domestic'", { edge: 0 }],
        ["'eu'", { edge: 1 }],
        ["'world'", { edge: 2 }],
        [null, { edge: 3 }],
      ]),
    ],
  }),
  buildStep("domestic", 60, [to("collect", ["total"])], { reads: reads("orders") }),
  buildStep("european", 64, [to("collect", ["total", "tax"])], { reads: reads("orders") }),
  buildStep("overseas", 68, [to("collect", ["total", "duty"], { after: "2h" })], { reads: reads("orders") }),
  buildStep("collect", 72, [to("fetch", ["position"]), to("report", [], { drops: ["rows", "text"] })], {
    reads: reads("files", "position", "total"),
    flow: { decision: 0 },
    decisions: [
      decide("if", "position < files.length", 73, [
        ["true", { edge: 0 }],
        [null, { edge: 1 }],
      ]),
    ],
  }),
  buildStep("report", 80, [to("notify", ["report"]), done(2)], { readsAll: true }),
  buildStep("notify", 94, [done(2)], { reads: reads("level?"), retries: true }),
  buildStep("archive", 98, [to("report")]),
]);

/** What goes wrong while one writes: unknown targets, keywords, names that want to break out. */
export const faulty = buildGraph("</script><b>&\"'", [
  buildStep("start", 5, [to("node"), to("graph"), to("gone"), to(null), to("start"), to('quo"te\\'), to("日本語のステップ")], {}),
  buildStep("node", 6, [to("graph"), to("graph"), to("gone")], {
    flow: { decision: 0 },
    decisions: [
      decide("if", '`<b>{x["a"]}</b>` && "\\n" #1;', 8, [
        ["true", { edge: 0 }],
        [null, { anyOf: [{ edge: 1 }, { edge: 2 }] }],
      ]),
    ],
  }),
  buildStep("graph", 7, [to("edge")]),
  buildStep("edge", 9, [to("a".repeat(200))]),
  buildStep('quo"te\\', 10, [to("end")], { reads: reads('k"<', "ß?") }),
  buildStep("日本語のステップ", 11, [to("end")]),
  buildStep("end", 12, [to("__proto__")]),
  buildStep("a".repeat(200), 13, [done()]),
  buildStep("__proto__", 14, [], {
    strays: [{ type: "undefined", at: placeAt(14) }],
    unread: [{ reason: "the helper is untyped", at: placeAt(15) }],
  }),
]);

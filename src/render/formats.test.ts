/** What each format says beyond the picture's structure: escaping, marks, accessibility, and texts for people. */
import { describe, expect, test } from "vitest";
import { toDot } from "./dot.ts";
import { buildGraph, buildStep, cafe, decide, done, faulty, orders, to } from "./example-graphs.fixture.ts";
import { toHtml } from "./html.ts";
import { toJson } from "./json.ts";
import { toMermaid } from "./mermaid.ts";
import { toSvg } from "./svg.ts";
import { toText } from "./text.ts";

describe("text", () => {
  test("is an outline of what each step reads and where it leads", () => {
    expect(toText(cafe)).toBe(`Cafe, 4 steps, cafe.ts

start  reads choice?
├─ if choice = 'c'  → coffee  sets beans
└─ otherwise        → tea

coffee  reads beans
│ Puts the beans into the machine.
└─ → drink  sets milk

tea
└─ → coffee  drops everything, sets beans

drink  reads milk?
└─ ■ done  result { milk: boolean }
`);
  });

  test("nests conditions, and marks loops, retries and delays", () => {
    expect(toText(orders)).toContain(`
fetch  reads files, position  ↻ retried
├─ if an error is thrown
│  ├─ if error instanceof Throttled && attempt < context.limits.attempts  → fetch ↩  after 30s
│  └─ otherwise  → failed  sets problem
└─ otherwise  → parse  sets text
`);
  });

  test("holds nothing that a terminal would obey", () => {
    const step = buildStep("start", 1, [to("\u001b[2J", ["\u0007key"])], {
      reads: { "\u001b]0;x": { type: 0, optional: true, at: cafe.at } },
    });
    expect(toText(buildGraph("\u001bc", [step])).replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  test("lists a chain of conditions downwards", () => {
    expect(toText(orders)).toContain(`
├─ if bad.length === 0  → enrich
├─ else if strict       → failed  sets problem
└─ otherwise            → quarantine  sets bad
`);
  });

  test("says what is wrong where it is", () => {
    const text = toText(faulty);
    expect(text).toContain("→ gone (no such step)");
    expect(text).toContain("→ ? (no literal)");
    expect(text).toContain("! may return undefined, which is no outcome (pipeline.ts:14:3)");
    expect(toText(orders)).toContain("archive  (nothing leads here)");
  });
});

describe("DOT", () => {
  test("quotes keywords, quotes and backslashes", () => {
    const dot = toDot(faulty);
    expect(dot).toContain('"node" [label="node"');
    expect(dot).toContain('"quo\\"te\\\\" [label="quo\\"te\\\\"');
    expect(dot.startsWith(`digraph "</script><b>&amp;\\"'" {\n`)).toBe(true);
  });

  test("draws conditions as filled boxes without a border of their own", () => {
    expect(toDot(cafe)).toContain(`label="choice = 'c' ?", shape="box", style="filled", fillcolor="#a0e5e57f", color="#a0e5e57f"`);
  });
});

describe("Mermaid", () => {
  test("is a flowchart with the same boxes and arrows", () => {
    expect(toMermaid(cafe).split("\n").slice(0, 11)).toEqual([
      "flowchart TD",
      '  s_start(["start"])',
      `  c_start_1_1["choice = 'c' ?"]`,
      '  s_coffee(["coffee"])',
      '  s_tea(["tea"])',
      '  s_drink(["drink"])',
      "  s_start --> c_start_1_1",
      "  c_start_1_1 --> s_coffee",
      "  c_start_1_1 -.-> s_tea",
      "  s_coffee --> s_drink",
      "  s_tea --> s_coffee",
    ]);
  });

  test("writes what Mermaid would interpret as codes", () => {
    expect(toMermaid(faulty)).toContain('"#96;#60;b#62;#123;x#91;#34;a#34;#93;#125;#60;/b#62;#96; #38;#38; #34;#92;n#34; #35;1#59; ?"');
  });
});

describe("SVG", () => {
  test("is an accessible picture that refers to nothing outside", async () => {
    const svg = await toSvg(cafe);
    expect(svg).toContain('role="img" aria-labelledby="ow!title ow!desc"');
    expect(svg).toContain('<title id="ow!title">Cafe</title>');
    expect(svg).toContain("A flow chart of 4 steps, which may end in drink.");
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:|href|url\(/);
  });

  test("says in tooltips what a move sets, drops and where it stands", async () => {
    expect(await toSvg(cafe)).toContain("<title>tea → coffee\ndrops everything, sets beans\npipeline.ts:2:3</title>");
  });

  test("dashes the way to the default, and only that", async () => {
    expect((await toSvg(cafe)).match(/stroke-dasharray/g)).toHaveLength(1);
  });

  test("marks ends, loops, retries, delays, and what is unreached or unknown", async () => {
    const groups = (await toSvg(orders)).split("\n<g ");
    const having = (...parts: string[]) => groups.filter((group) => parts.every((part) => group.includes(part)));
    expect(having('id="ow-notify" class="step"', 'class="inner"', 'class="retry"')).toHaveLength(1);
    expect(having('id="ow-fetch" class="step loops"', 'class="retry"')).toHaveLength(1);
    expect(having('class="link back"', "fetch → fetch", ">after 30s</text>")).toHaveLength(1);
    expect(having('id="ow-archive" class="step unreached"')).toHaveLength(1);
    const faults = (await toSvg(faulty)).split("\n<g ").filter((group) => group.includes('class="unknown"'));
    expect(faults).toHaveLength(2);
    expect(faults[0]).toContain("There is no step &#39;gone&#39;.");
  });

  test("holds a pipeline without steps, and 200 steps", async () => {
    expect(await toSvg(buildGraph("Empty", []))).toContain("A flow chart of 0 steps.");
    const many = Array.from({ length: 200 }, (_, index) =>
      buildStep(index === 0 ? "start" : `s${index}`, index + 1, [to(`s${index + 1}`)]),
    );
    const svg = await toSvg(buildGraph("Many", [...many, buildStep("s200", 300, [done()])]));
    expect(svg.match(/class="step"/g)).toHaveLength(201);
  });
});

describe("HTML", () => {
  test("has a panel for each step with what it reads, sets, drops and when", async () => {
    const page = await toHtml(cafe);
    const panel = page.slice(page.indexOf('<article id="step-tea"'), page.indexOf('<article id="step-drink"'));
    expect(panel).toContain('→ <a href="#step-coffee">coffee</a>');
    expect(panel).toContain("drops everything");
    expect(panel).toContain("sets <code>beans</code>");
    expect(panel).toContain("MorePackagesLayer");
    expect(page).toContain("if choice = &#39;c&#39;");
    expect(page).toContain("unless choice = &#39;c&#39;");
    expect(page).toContain("<code>&quot;c&quot; | &quot;t&quot;</code>");
  });

  test("links each step of the picture with its panel", async () => {
    expect(await toHtml(cafe)).toContain('<a href="#step-coffee" aria-label="coffee">');
  });

  test("lets no name become markup, and no script run but its own", async () => {
    const page = await toHtml(faulty);
    expect(page).toContain("<title>&lt;/script&gt;&lt;b&gt;&amp;&quot;&#39;</title>");
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain("<b>");
    expect(page).toMatch(/default-src 'none'|default-src &#39;none&#39;/);
  });

  test("tells shared ways to an edge, but not endlessly many", async () => {
    const decisions = Array.from({ length: 40 }, (_, index) =>
      decide("if", `x${index}`, index + 1, [
        ["true", index < 39 ? { decision: index + 1 } : { edge: 0 }],
        [null, index < 39 ? { decision: index + 1 } : { edge: 1 }],
      ]),
    );
    const start = buildStep("start", 1, [to("start"), done()], { flow: { decision: 0 }, decisions });
    const page = await toHtml(buildGraph("Diamonds", [start]));
    expect(page.length).toBeLessThan(100_000);
  });
});

describe("JSON", () => {
  test("is the graph, with one line for each place", () => {
    const json = toJson(cafe);
    expect(JSON.parse(json)).toEqual(cafe);
    expect(json).toContain('\n  "at": { "file": "cafe.ts", "line": 1, "column": 3, "endLine": 1, "endColumn": 9 },\n');
    expect(json.endsWith("}\n")).toBe(true);
  });

  test("sorts the user's keys by name and the graph's own in reading order", () => {
    const step = buildStep("start", 1, [to("start", ["to", "at", "kind"])], { options: { z: 1, a: { to: 1, at: 2 } } });
    const json = toJson(buildGraph("Keys", [step]));
    expect(json.indexOf('"at": {\n              "type"')).toBeLessThan(json.indexOf('"kind": {'));
    expect(json).toContain('"options": { "a": { "at": 2, "to": 1 }, "z": 1 }');
    expect(json.indexOf('"version"')).toBeLessThan(json.indexOf('"at"'));
  });
});

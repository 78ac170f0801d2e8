/** How long moves wait: where their options can't be read, or a move is made where only its type leads, it may be any time. */
import { expect, test } from "vitest";
import { pipelineSource } from "../project.fixture.ts";
import { readProject } from "../read-project.fixture.ts";

const before = `
  import type { Duration, Next } from "orchwits";
  declare const any: Duration, either: "1s" | "2s", flag: boolean, given: { after?: Duration }, plain: { drop?: "a" };
  const half = "30s";
  const options = { after: half } as const;`;

function afters(start: string, members = "", more = ""): (string | undefined)[] {
  const end = "@step() end() { return this.done(); } @step() other() { return this.done(); }";
  const source = pipelineSource(`@step() start() { ${start} } ${end} ${members}`, { before: before + more });
  const { pipelines, diagnostics } = readProject({ "pipeline.ts": source });
  expect(diagnostics).toEqual([]);
  return (pipelines[0]?.steps[0]?.edges ?? []).map((edge) => (edge.kind === "next" ? edge.after : "done"));
}

test("the delay of a move is its literal, that of its type, or the source of the expression", () => {
  const moves: Record<string, string | undefined> = {
    '{ after: "2h" }': "2h",
    "{ after: half }": "30s",
    "{ after: half as Duration }": "30s",
    "{ after: any }": "any",
    "{ after: either }": "either",
    '{ after: flag ? "1s" : "2s" }': 'flag ? "1s" : "2s"',
    options: "30s",
    "{ ...options }": "30s",
    given: "given",
    "{ ...given, after: half }": "30s",
    "{ after: half, ...given }": "{ after: half, ...given }",
    plain: undefined,
    '{ drop: "*" }': undefined,
  };
  const start = Object.keys(moves).map((one) => `if (maybe()) return this.next("end", {}, ${one});`);
  expect(afters(`${start.join("\n")} return this.done();`, "", "declare function maybe(): boolean;")).toEqual([
    ...Object.values(moves),
    "done",
  ]);
});

test("a move that only types lead to waits as long as any that could be it", () => {
  const helpers = `
    private annotated(): Next<"end", {}, never> { return this.next("end", {}, { after: "5s" }); }
    private generic<T extends number>(n: T) { return flag ? this.next("end", { n }, { after: "1m" }) : this.next("other"); }
    private several(): Next<"end", {}, never> {
      return flag ? this.next("end", {}, { after: "1s" }) : this.next("end", {}, { after: any }); }
    private elsewhere(): Next<"other", {}, never> { return flag ? this.annotatedToo() : this.next("other"); }
    private annotatedToo(): Next<"other", {}, never> { this.annotated(); return this.next("other"); }`;
  expect(afters("return this.annotated();", helpers)).toEqual(["5s"]);
  expect(afters("return this.generic(1);", helpers)).toEqual(["1m", undefined]);
  expect(afters("return this.several();", helpers)).toEqual(["1s | any"]);
  expect(afters("return this.elsewhere();", helpers)).toEqual([undefined]);
  expect(afters('return flag ? this.next("other", {}, { after: "9s" }) : this.annotatedToo();', helpers)).toEqual(["9s", undefined]);
  expect(afters('return flag ? this.next("end", {}, { after: "9s" }) : this.next("end", { a: 1 });', helpers)).toEqual(["9s", undefined]);
});

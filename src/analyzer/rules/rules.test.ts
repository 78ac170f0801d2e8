/** OW301 to OW304: what can't be known of a step, or must not be. */
import { describe, expect, it } from "vitest";
import { check } from "../check.ts";
import { buildGraph, next, on } from "./build-graph.fixture.ts";

const stray = (type: string) => ({ more: { strays: [{ type, at: on(99) }] } });

describe("OW301, OW302, OW303, OW304", () => {
  it("says what can't be known or must not be, of unreached steps too", () => {
    const graph = buildGraph({
      start: {},
      a: { ends: [next(null)] },
      b: stray("undefined"),
      c: stray("any"),
      d: stray("string"),
      e: { more: { unread: [{ reason: "step 'e' hides names", fix: "Remove it.", at: on(99) }] } },
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
      "OW303 Step 'e' hides names.",
    ]);
  });
});

describe("OW304 of what is read", () => {
  const found = (steps: Parameters<typeof buildGraph>[0]) =>
    check(buildGraph(steps)).map(({ code, step, key, at, message, fix }) => ({
      said: `${code} ${step} ${key}`,
      line: at?.line,
      message,
      fix,
    }));

  it("takes the execution's id from the step context, beside what else is read", () => {
    const said = {
      said: "OW304 start $id",
      line: 11,
      message: "Step 'start' reads '$id', which never arrives: keys that begin with '$' are reserved.",
    };
    const fix = (state: string) =>
      `A caller's '$id' is the execution's id, and no part of the state: take it from the step context, \`start(${state}, { execution }: StepContext)\`. If another id is meant, name it 'id'.`;
    expect(found({ start: { reads: ["$id"] } })).toEqual([{ ...said, fix: fix("_: object") }]);
    expect(found({ start: { reads: ["$id?", "cents"] } })).toEqual([{ ...said, fix: fix("{ … }") }]);
  });

  it("names the plain key, and says whether it arrives", () => {
    const fixes = found({
      start: { reads: ["$count"], ends: [next("show", ["total"])] },
      show: { reads: ["$total", "$more?"] },
      lone: { reads: ["$"] },
    }).filter(({ said }) => said.startsWith("OW304"));
    expect(fixes.map(({ said, fix }) => `${said}: ${fix}`)).toEqual([
      "OW304 start $count: Name it 'count', and have the input give it under that name.",
      "OW304 show $total: Read 'total' instead, which arrives here.",
      "OW304 show $more: Name it 'more', and have the input or an earlier step give it under that name.",
      "OW304 lone $: Name it 'value', and have the input or an earlier step give it under that name.",
    ]);
  });

  it("is all that is said of a reserved key, whatever is set, dropped or of another type", () => {
    const said = found({
      start: { ends: [next("wrong", ["$a: string", "b"]), next("missing")] },
      wrong: { reads: ["$a"], ends: [next("missing", [], ["$a"])] },
      missing: { reads: ["$a: string", "$b"], ends: [next("optional")] },
      optional: { reads: ["$a?"] },
    });
    expect(said.map((one) => one.said)).toEqual([
      "OW304 start $a",
      "OW304 wrong $a",
      "OW304 missing $a",
      "OW304 missing $b",
      "OW304 optional $a",
    ]);
  });

  it("suggests no reserved key", () => {
    const [, missing, ...more] = found({
      start: { ends: [next("show", ["$total"])] },
      show: { reads: ["total"] },
    });
    expect(more).toEqual([]);
    expect(missing?.fix).toBe(
      "Set it in the move from 'start': `this.next(\"show\", { total: … })`, or let 'show' do without it: `total?: number`.",
    );
  });
});

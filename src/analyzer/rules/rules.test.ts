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

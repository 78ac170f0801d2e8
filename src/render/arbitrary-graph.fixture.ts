/** Random graphs: whatever shape an analyzer could hand over, with names that want to break out of every format. */
import fc from "fast-check";
import type { Decision, Edge, Flow, Graph } from "../model/graph.ts";
import { buildGraph, buildStep, decide, done, reads, to } from "./example-graphs.fixture.ts";

const names = ["node", "graph", "end", 'q"\\', "</script>", "a b", "ü日本", "__proto__", "a?1.1", "a!", "a", ">gone", "x--y", "ow", "#1;"];
const subjects = ["choice", "a < b && c", '"`x`"', "true", "x".repeat(90), "é\n  ü"];
const cases = ["true", "false", "'c'", '"<>"', "3"];

/** A pipeline of up to eight steps. */
export const arbitraryGraph: fc.Arbitrary<Graph> = fc
  .uniqueArray(fc.constantFrom(...names), { maxLength: 7 })
  .chain((others) => {
    const all = ["start", ...others];
    return fc.tuple(...all.map((name, index) => arbitraryStep(name, index, all)));
  })
  .map((steps) => buildGraph("Any <&> \"'", steps));

function arbitraryStep(name: string, index: number, all: readonly string[]) {
  const target = fc.constantFrom<string | null>(...all, ...all, "gone", null);
  const move = fc
    .tuple(target, fc.subarray(["k", "__proto__", "<k>"]), fc.constantFrom(undefined, "30s"))
    .map(([step, sets, after]): Edge => to(step, sets, after === undefined ? {} : { after }));
  const edge = fc.oneof({ weight: 4, arbitrary: move }, { weight: 1, arbitrary: fc.constant<Edge>(done(1)) });
  return fc
    .record({
      edges: fc.array(edge, { maxLength: 4 }),
      count: fc.nat(3),
      retries: fc.boolean(),
      keys: fc.subarray(["choice?", "beans", "a<b?"]),
    })
    .chain(({ edges, count, retries, keys }) => {
      const step = (flow: Flow | undefined, decisions: readonly Decision[]) =>
        buildStep(name, index + 1, edges, { retries, reads: reads(...keys), ...(flow && { flow }), decisions });
      if (edges.length === 0) return fc.constant(step(undefined, []));
      const decisions = Array.from({ length: count }, (_, at) => arbitraryDecision(edges.length, at, count, index));
      return fc.tuple(arbitraryFlow(edges.length, -1, count), fc.tuple(...decisions)).map(([flow, made]) => step(flow, made));
    });
}

function arbitraryDecision(edges: number, at: number, count: number, step: number): fc.Arbitrary<Decision> {
  const flows = arbitraryFlow(edges, at, count);
  return fc
    .tuple(
      fc.constantFrom<Decision["kind"]>("when", "if", "switch", "conditional", "try"),
      fc.constantFrom(...subjects),
      fc.uniqueArray(fc.constantFrom<string | null>(...cases, null), { minLength: 1, maxLength: 4 }),
      fc.array(flows, { minLength: 4, maxLength: 4 }),
    )
    .map(([kind, subject, values, ways]) =>
      decide(
        kind,
        subject,
        100 * step + at,
        values.map((value, index) => [value, ways[index] ?? { edge: 0 }] as const),
      ),
    );
}

/** A flow into the edges and into later decisions only, so that there is no circle. */
function arbitraryFlow(edges: number, after: number, count: number): fc.Arbitrary<Flow> {
  const edge = fc.nat(edges - 1).map((index): Flow => ({ edge: index }));
  const later = count - after - 1;
  const decision = later > 0 ? [fc.nat(later - 1).map((index): Flow => ({ decision: after + 1 + index }))] : [];
  const single = fc.oneof(edge, ...decision, ...decision);
  return fc.oneof(
    { weight: 5, arbitrary: single },
    { weight: 1, arbitrary: fc.array(single, { minLength: 2, maxLength: 3 }).map((anyOf): Flow => ({ anyOf })) },
  );
}

/** The same graph with the keys of every object in another order. */
export function reorderKeys<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reorderKeys) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reorderKeys(item)]),
  ) as T;
}

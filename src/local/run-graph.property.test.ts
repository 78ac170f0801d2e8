/** The law of pruning: no step can tell whether keys that nobody will read were left behind. */
import fc from "fast-check";
import { Pipeline, run, type StepContext, step } from "orchwits";
import { test } from "vitest";
import { type Graph, graphVersion, type Step } from "../model/graph.ts";

const keys = ["a", "b", "c", "d"];
const names = ["start", "s1", "s2", "s3", "s4"];
const someKeys = fc.uniqueArray(fc.constantFrom(...keys), { maxLength: 3 });

const plannedMove = fc.record({
  to: fc.constantFrom(...names, "done"),
  sets: someKeys,
  drops: fc.oneof({ weight: 4, arbitrary: someKeys }, { weight: 1, arbitrary: fc.constant("*" as const) }),
});
const plannedStep = fc.record({
  reads: someKeys,
  moves: fc.array(plannedMove, { minLength: 1, maxLength: 3 }),
});
const plan = fc.tuple(...names.map(() => plannedStep));
type Plan = typeof plan extends fc.Arbitrary<infer P> ? P : never;

const at = { file: "p.ts", line: 1, column: 1, endLine: 1, endColumn: 2 };

function graphOf(planned: Plan): Graph {
  const steps = planned.map(
    ({ reads, moves }, index): Step => ({
      name: names[index] as string,
      at,
      reads: Object.fromEntries(reads.map((key) => [key, { type: 0, optional: true, at }])),
      readsAll: false,
      edges: moves.map(({ to, sets, drops }) =>
        to === "done"
          ? { kind: "done", at }
          : {
              kind: "next",
              to,
              sets: Object.fromEntries(sets.map((key) => [key, { type: 0, optional: false, at }])),
              setsMore: false,
              drops,
              at,
            },
      ),
      decisions: [],
      retries: false,
      options: {},
      touches: [],
      strays: [],
      unread: [],
    }),
  );
  return { version: graphVersion, pipeline: "Planned", file: "p.ts", at, steps, types: [{ text: "number", schema: {} }], mismatches: [] };
}

/** Runs the plan and tells what each step saw. Which move a step takes follows from the hop alone. */
async function traceOf(planned: Plan, input: Record<string, number>, graph: Graph | undefined): Promise<string> {
  const seen: unknown[] = [];
  class Planned extends Pipeline {}
  planned.forEach(({ reads, moves }, index) => {
    const name = names[index] as string;
    const method = function (
      this: { next: Pipeline["next"]; done: Pipeline["done"] },
      state: Record<string, unknown>,
      { hop }: StepContext,
    ) {
      seen.push([name, ...reads.map((key) => state[key] ?? null)]);
      const { to, sets, drops } = moves[hop % moves.length] as (typeof moves)[number];
      return to === "done" ? this.done(hop) : this.next(to, Object.fromEntries(sets.map((key) => [key, hop])), { drop: drops as "*" });
    };
    step()(method as never, { kind: "method", name, static: false, private: false } as never);
    Object.defineProperty(Planned.prototype, name, { value: method });
  });
  const result = await run(Planned as new () => Pipeline, input, { graph, maxHops: 25 }).catch((error: Error) => error.name);
  return JSON.stringify([seen, result]);
}

test("a run with its graph is the same as without", async () => {
  const input = fc.dictionary(fc.constantFrom(...keys), fc.integer());
  await fc.assert(
    fc.asyncProperty(plan, input, async (planned, start) => {
      const [pruned, whole] = [await traceOf(planned, start, graphOf(planned)), await traceOf(planned, start, undefined)];
      return pruned === whole;
    }),
    { numRuns: 300 },
  );
});

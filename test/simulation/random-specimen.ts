/** Random pipelines: every step decides by a hash of what it reads, so that whatever reaches it wrongly leads somewhere else. */
import { makeOutcome } from "../../src/authoring/outcome.ts";
import type { PipelineSteps, RunnableStep } from "../../src/engine/collect-steps.ts";
import { makeFlowTable } from "../../src/engine/flow-table.ts";
import { type Graph, graphVersion, type NextEdge, type Step } from "../../src/model/graph.ts";
import type { State } from "../../src/model/state.ts";
import { hashText, Random } from "./random.ts";
import { brokenMessage, repairKey, type Specimen } from "./specimen.ts";

const keys = ["a", "b", "c", "d", "__proto__", "7"];
const at = { file: "random.ts", line: 1, column: 1, endLine: 1, endColumn: 2 };

interface Move {
  readonly to: string;
  readonly sets: readonly string[];
  readonly drops: readonly string[] | "*";
  readonly after?: "30s" | "20m";
}

interface Plan {
  readonly name: string;
  readonly reads: readonly string[];
  readonly readsAll: boolean;
  readonly moves: readonly Move[];
  readonly failsAttempts: number;
  readonly needsRepair: boolean;
  readonly timeout: boolean;
}

export function makeRandomSpecimen(seed: number): Specimen {
  const random = new Random(seed);
  const names = Array.from({ length: random.between(2, 7) }, (_, index) => (index === 0 ? "start" : `s${index}`));
  const plans = names.map((name) => planStep(random, name, names));
  const hasHandler = random.chance(0.5);
  const steps: PipelineSteps = {
    name: `Random${seed}`,
    create: () => ({ onFailure: hasHandler ? () => {} : undefined }),
    hasMethod: (name) => hasHandler && name === "onFailure",
    steps: new Map(plans.map((plan) => [plan.name, makeStep(plan)])),
  };
  const inputs = Array.from({ length: 6 }, () => {
    const input: State = { fuel: random.between(1, 14) };
    for (const key of keys) if (random.chance(0.5)) define(input, key, makeValue(random.between(0, 1_000)));
    return input;
  });
  return { name: steps.name, steps, flow: makeFlowTable(graphOf(plans)), inputs };
}

function planStep(random: Random, name: string, names: readonly string[]): Plan {
  const some = (most: number) => keys.filter(() => random.chance(most / keys.length));
  return {
    name,
    reads: some(2.5),
    readsAll: random.chance(0.12),
    moves: Array.from({ length: random.between(1, 3) }, () => ({
      to: random.pick(names),
      sets: some(2),
      drops: random.chance(0.06) ? ("*" as const) : random.chance(0.3) ? some(2) : [],
      ...(random.chance(0.1) && { after: random.pick(["30s", "20m"] as const) }),
    })),
    failsAttempts: random.chance(0.15) ? random.between(1, 3) : 0,
    needsRepair: random.chance(0.05),
    timeout: random.chance(0.1),
  };
}

function makeStep({ name, reads, readsAll, moves, failsAttempts, needsRepair, timeout }: Plan): RunnableStep {
  return {
    name,
    timeout: timeout ? "2s" : undefined,
    timeoutMilliseconds: timeout ? 2_000 : undefined,
    retry: failsAttempts > 0 || timeout ? { attempts: failsAttempts + 3, backoff: "exponential", first: "500ms", max: "5s" } : undefined,
    method(given, context) {
      const state = given as State;
      const { attempt } = context as { attempt: number };
      if (needsRepair && state[repairKey] !== true) throw new Error(brokenMessage);
      if (attempt <= failsAttempts) throw new Error(`attempt ${attempt} of ${failsAttempts} that fail`);
      const seen = (readsAll ? Object.keys(state).sort() : reads).map((key) => [key, Object.hasOwn(state, key) ? state[key] : null]);
      const fuel = state.fuel as number;
      const hash = hashText(`${name}|${fuel}|${JSON.stringify(seen)}`);
      if (!(fuel > 0)) return makeOutcome({ kind: "done", result: hash % 7 === 0 ? undefined : { hash, seen } });
      const move = moves[hash % moves.length] as Move;
      const set: State = { fuel: fuel - 1 };
      for (const [index, key] of move.sets.entries()) define(set, key, makeValue(hash + index));
      // What was read and is set again unchanged must not be stored again.
      const kept = reads[hash % (reads.length + 3)];
      if (kept !== undefined && Object.hasOwn(state, kept) && move.sets.includes(kept)) define(set, kept, state[kept]);
      const drop = move.drops === "*" ? "*" : [...move.drops];
      return makeOutcome({ kind: "next", to: move.to, set, drop, after: move.after });
    },
  };
}

/** Values of all sizes, and some that look like references to blobs. */
function makeValue(seed: number): unknown {
  switch (seed % 8) {
    case 0:
      return `${seed}-${"x".repeat(150 + (seed % 60))}`;
    case 1:
      return { $blob: "0".repeat(64), size: seed };
    case 2:
      return { list: [seed, null, "ü\u2028€"], deep: { $blob: "no" } };
    case 3:
      return `${seed % 5}`.repeat(60);
    default:
      return seed % 50;
  }
}

function define(state: State, key: string, value: unknown): void {
  Object.defineProperty(state, key, { value, enumerable: true, configurable: true, writable: true });
}

function graphOf(plans: readonly Plan[]): Graph {
  const read = { type: 0, optional: true, at };
  const entries = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, read]));
  const steps = plans.map(({ name, reads, readsAll, moves, failsAttempts }): Step => {
    const nexts = moves.map(
      ({ to, sets, drops, after }): NextEdge => ({
        kind: "next",
        to,
        sets: entries([...sets, "fuel"].sort()),
        setsMore: false,
        drops: drops === "*" ? "*" : [...drops].sort(),
        ...(after && { after }),
        at,
      }),
    );
    return {
      name,
      at,
      reads: entries([...reads, "fuel", repairKey].sort()),
      readsAll,
      edges: [...nexts, { kind: "done", at }],
      decisions: [],
      retries: failsAttempts > 0,
      options: {},
      touches: [],
      strays: [],
      unread: [],
    };
  });
  return {
    version: graphVersion,
    pipeline: "Random",
    file: "random.ts",
    at,
    steps,
    types: [{ text: "unknown", schema: {} }],
    mismatches: [],
  };
}

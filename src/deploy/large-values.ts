/**
 * Which values of a step may be so large that its function must be able to fetch or store them.
 *
 * Never less than it takes: to the compiler, an object may hold more than its type names, so that only those are taken for small whose
 * source is in sight, whether that is the expression that a step sets or, for a step that reads one, all that any step sets it with. What
 * is too large all the same, because of a cast, fails resumably (engine, `inline-values.ts`).
 */
import type { Graph, Step, TypeIndex, Update } from "../model/graph.ts";
import { liveKeys } from "../model/live-keys.ts";

/** JSON that is no longer never leaves its message: a reference to a blob would take as much room (engine, `referenceBytes`). */
const smallBytes = 120;

/** What travels inline at most: a value, and a message (engine, `defaultLimits`), with room for what a message says besides its state. */
const inlineBytes = 32 * 1024;
const envelopeBytes = 240_000 - 2_000;

const endless = Number.POSITIVE_INFINITY;

/** What a step may have to store as blobs. */
export interface LargeWrites {
  /** The keys that it sets with values that may be large. */
  readonly keys: string[];
  /** Whether it may set keys that only the run knows. */
  readonly more: boolean;
  readonly result: boolean;
  /** Whether what it passes on can outgrow a message, so that values which others set are moved out of it. */
  readonly overflow: boolean;
}

export function largeWrites(graph: Graph, step: Step): LargeWrites {
  const keys = new Set<string>();
  let [more, result, overflow] = [false, false, false];
  for (const edge of step.edges) {
    if (edge.kind === "done") result ||= edge.result !== undefined && bytesOfValue(graph, edge.result, edge.mostBytes) > inlineBytes;
    else {
      more ||= edge.setsMore;
      for (const [key, { type, mostBytes }] of Object.entries(edge.sets)) {
        if (bytesOfValue(graph, type, mostBytes) > smallBytes) keys.add(key);
      }
      // What is dropped may be set again by someone else, but not on this move.
      const gone = edge.drops === "*" ? "*" : new Set(edge.drops.filter((key) => !Object.hasOwn(edge.sets, key)));
      overflow ||= outgrows(
        graph,
        edge.to,
        (key) => (gone === "*" ? Object.hasOwn(edge.sets, key) : !gone.has(key)),
        gone === "*" && !edge.setsMore,
      );
    }
  }
  return { keys: [...keys], more, result, overflow };
}

/** The keys that a step names and whose values may be blobs. A step that takes the whole state may read any. */
export function largeReads(graph: Graph, step: Step): string[] {
  return Object.entries(step.reads).flatMap(([key, { type }]) => (readsLarge(graph, key, type) ? [key] : []));
}

/** What the type itself calls large is never taken for small, since whoever resumes an execution with a changed state may set it. */
function readsLarge(graph: Graph, key: string, type: TypeIndex): boolean {
  const { mostBytes = endless, mayHoldMore } = graph.types[type] ?? {};
  return mostBytes > smallBytes || (mayHoldMore === true && (travelOf(graph).bytes.get(key) ?? endless) > smallBytes);
}

/** How long the JSON of a value gets, given its type and what else is known of it. */
function bytesOfValue(graph: Graph, type: TypeIndex, known?: Update["mostBytes"]): number {
  if (known !== undefined) return known;
  const { mostBytes = endless, mayHoldMore } = graph.types[type] ?? {};
  return mayHoldMore ? endless : mostBytes;
}

/** Whether the keys that travel into a step can take more room than a message has, each as large as it may be inline. */
function outgrows(graph: Graph, to: string | null, travels: (key: string) => boolean, onlyNamed: boolean): boolean {
  const { live, bytes } = travelOf(graph);
  const keys = (to === null ? undefined : live.get(to)) ?? "all";
  if (keys === "all" && !onlyNamed) return true;
  let sum = 0;
  for (const key of keys === "all" ? bytes.keys() : keys) {
    if (travels(key)) sum += Buffer.byteLength(JSON.stringify(key)) + 2 + Math.min(bytes.get(key) ?? endless, inlineBytes);
  }
  return sum > envelopeBytes;
}

interface Travel {
  readonly live: ReturnType<typeof liveKeys>;
  /** How long the JSON gets of what travels under each key that is read or set. */
  readonly bytes: ReadonlyMap<string, number>;
}

const travels = new WeakMap<Graph, Travel>();

function travelOf(graph: Graph): Travel {
  let travel = travels.get(graph);
  if (!travel) {
    const live = liveKeys(graph);
    travel = { live, bytes: bytesByKey(graph, live.get("start") ?? "all") };
    travels.set(graph, travel);
  }
  return travel;
}

/** @param fromInput the keys that the input may bring, or `"all"` */
function bytesByKey(graph: Graph, fromInput: ReadonlySet<string> | "all"): Map<string, number> {
  const bytes = new Map<string, number>();
  const note = (key: string, one: number) => bytes.set(key, Math.max(bytes.get(key) ?? 0, one));
  const moves = graph.steps.flatMap(({ edges }) => edges.filter((edge) => edge.kind === "next"));
  for (const { sets } of moves) {
    for (const [key, { type, mostBytes }] of Object.entries(sets)) note(key, bytesOfValue(graph, type, mostBytes));
  }
  // Of a value that nobody can be seen to set, those who read it know all there is to know.
  const anyKeySet = moves.some(({ setsMore }) => setsMore);
  for (const { reads } of graph.steps) {
    for (const [key, { type }] of Object.entries(reads)) {
      note(key, anyKeySet || fromInput === "all" || fromInput.has(key) ? bytesOfValue(graph, type) : 0);
    }
  }
  return bytes;
}

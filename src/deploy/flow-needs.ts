/** What the graph says of a step that its function must be prepared for: where it goes, when, and with what that may be large. */
import { parseDuration } from "../model/duration.ts";
import type { Graph, JsonSchema, Step, TypeIndex } from "../model/graph.ts";
import { liveKeys } from "../model/live-keys.ts";
import { longestJson } from "./longest-json.ts";

/** Until here a delay goes through a queue, beyond it through a schedule (SQS, `DelaySeconds`: at most 900). */
const longestQueueDelayMilliseconds = 900_000;

/** JSON that is no longer never leaves its message: a reference to a blob would take as much room (engine, `referenceBytes`). */
const smallBytes = 120;

/** What travels inline at most: a value, and a message (engine, `defaultLimits`), with room for what a message says besides its state. */
const inlineBytes = 32 * 1024;
const envelopeBytes = 240_000 - 2_000;

/** The steps that a step can move to, in the order of its edges. */
export function successorsOf(step: Step): string[] {
  return [...new Set(step.edges.flatMap((edge) => (edge.kind === "next" && edge.to !== null ? [edge.to] : [])))];
}

/** A step that may run later: through the delay queue, through a schedule, or, where nobody can tell how long it waits, through either. */
export interface Delay {
  readonly to: string;
  readonly short: boolean;
  readonly long: boolean;
}

/** The delays that a step may ask for: of its moves, and of its own retries. */
export function delaysOf(step: Step): Delay[] {
  const waits = step.edges.flatMap((edge) =>
    edge.kind === "next" && edge.to !== null && edge.after !== undefined ? [{ to: edge.to, text: edge.after }] : [],
  );
  for (const text of step.retryDelays ?? []) waits.push({ to: step.name, text });
  const delays = waits.map(({ to, text }) => delayOf(to, milliseconds(text)));
  if (step.options.retry !== undefined) delays.push(delayOf(step.name, [0, longestRetry(step.options.retry)]));
  // What runs again, for a reason that the graph doesn't tell, may do so at any time.
  else if (step.retries && step.retryDelays === undefined) delays.push(delayOf(step.name, undefined));
  const byTarget = new Map<string, Delay>();
  for (const { to, short, long } of delays) {
    const known = byTarget.get(to);
    if (short || long) byTarget.set(to, { to, short: short || known?.short === true, long: long || known?.long === true });
  }
  return [...byTarget.values()];
}

type Span = readonly [least: number, most: number];

function delayOf(to: string, span: Span | undefined): Delay {
  const [least, most] = span ?? [0, Number.POSITIVE_INFINITY];
  return { to, short: most > 0 && least <= longestQueueDelayMilliseconds, long: most > longestQueueDelayMilliseconds };
}

/** A literal duration, or nothing for the source of an expression. */
function milliseconds(text: string): Span | undefined {
  try {
    const exact = parseDuration(text);
    return [exact, exact];
  } catch {
    return undefined;
  }
}

/** The longest delay of a policy: what `delayBeforeAttempt` of the engine gives at most. */
function longestRetry(policy: unknown): number {
  const {
    attempts = 5,
    backoff,
    first = "1s",
    max = "15m",
  } = policy as Record<"backoff" | "first" | "max", string> & { attempts?: number };
  const [[shortest], [longest]] = [milliseconds(first) ?? [Number.POSITIVE_INFINITY], milliseconds(max) ?? [Number.POSITIVE_INFINITY]];
  return attempts <= 1 ? 0 : Math.min(longest, backoff === "fixed" ? shortest : shortest * 2 ** (attempts - 2));
}

/** The steps that an execution can come to again. */
export function inCycle(graph: Graph): ReadonlySet<string> {
  const successors = new Map(graph.steps.map((step) => [step.name, successorsOf(step)]));
  const found = new Set<string>();
  for (const { name } of graph.steps) {
    const reached = new Set(successors.get(name));
    for (const one of reached) for (const to of successors.get(one) ?? []) reached.add(to);
    if (reached.has(name)) found.add(name);
  }
  return found;
}

/** Whether a value of a type may be so large that it is stored as a blob, or moved out of a message that grew too large. */
export function mayBeLarge(graph: Graph, type: TypeIndex): boolean {
  return outgrowsBytes(graph, type, smallBytes);
}

/** Whether the JSON of a type's values may take more than so many bytes. */
function outgrowsBytes(graph: Graph, type: TypeIndex, bytes: number): boolean {
  const known = graph.types[type];
  return !known || (isOpen(known.schema) ? longestJson(known.text) > bytes : isLargeSchema(known.schema));
}

/** The graph holds schemas for what `start` reads; of any other type it has the text only. */
function isOpen(schema: JsonSchema): boolean {
  return Object.keys(schema).length === 0;
}

function isLargeSchema(schema: JsonSchema): boolean {
  if (schema.const !== undefined) return !isSmall(schema.const);
  if (schema.enum) return !schema.enum.every(isSmall);
  if (schema.anyOf) return schema.anyOf.some(isLargeSchema);
  return schema.type !== "number" && schema.type !== "boolean" && schema.type !== "null";
}

function isSmall(value: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(value)) <= smallBytes;
}

/** The keys that a step names and whose values may be blobs. A step that takes the whole state may read any. */
export function largeReads(graph: Graph, step: Step): string[] {
  return Object.entries(step.reads).flatMap(([key, { type }]) => (mayBeLarge(graph, type) ? [key] : []));
}

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
    if (edge.kind === "done") result ||= edge.result !== undefined && outgrowsBytes(graph, edge.result, inlineBytes);
    else {
      more ||= edge.setsMore;
      for (const [key, { type }] of Object.entries(edge.sets)) if (mayBeLarge(graph, type)) keys.add(key);
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

/** Whether the keys that travel into a step can take more room than a message has, each as large as it may be inline. */
function outgrows(graph: Graph, to: string | null, travels: (key: string) => boolean, onlyNamed: boolean): boolean {
  const { live, large } = travelOf(graph);
  const keys = (to === null ? undefined : live.get(to)) ?? "all";
  if (keys === "all" && !onlyNamed) return true;
  let bytes = 0;
  for (const key of keys === "all" ? large.keys() : keys) {
    if (travels(key)) bytes += Buffer.byteLength(JSON.stringify(key)) + 2 + (large.get(key) === false ? smallBytes : inlineBytes);
  }
  return bytes > envelopeBytes;
}

interface Travel {
  readonly live: ReturnType<typeof liveKeys>;
  /** Every key that is read or set, and whether it may be large under any of its types. */
  readonly large: ReadonlyMap<string, boolean>;
}

const travels = new WeakMap<Graph, Travel>();

function travelOf(graph: Graph): Travel {
  let travel = travels.get(graph);
  if (!travel) {
    const large = new Map<string, boolean>();
    for (const step of graph.steps) {
      const sets = step.edges.flatMap((edge) => (edge.kind === "next" ? Object.entries(edge.sets) : []));
      for (const [key, { type }] of [...Object.entries(step.reads), ...sets])
        large.set(key, large.get(key) === true || mayBeLarge(graph, type));
    }
    travel = { live: liveKeys(graph), large };
    travels.set(graph, travel);
  }
  return travel;
}

/** What the graph says of a step that its function must be prepared for: where it goes, and when. */
import { parseDuration } from "../model/duration.ts";
import type { Graph, Step } from "../model/graph.ts";

/** Until here a delay goes through a queue, beyond it through a schedule (SQS, `DelaySeconds`: at most 900). */
const longestQueueDelayMilliseconds = 900_000;

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

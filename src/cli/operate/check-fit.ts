/** Whether a state fits a pipeline at one of its steps: what the step and all after it need is there. The source may have changed since. */
import { check } from "../../analyzer/check.ts";
import type { Graph, Step, Update } from "../../model/graph.ts";
import { isBlobReference, type StoredState } from "../../model/message.ts";
import { nearestName } from "../../model/nearest-name.ts";
import { examineInput } from "../run/examine-input.ts";

/** The pipeline's own `start` where another comes before it. No method can be called so. */
const renamedStart = "$start";

/** One sentence for each thing that does not fit. */
export function findMisfits(graph: Graph, stepName: string, state: StoredState): readonly string[] {
  const step = graph.steps.find(({ name }) => name === stepName);
  if (!step) return [describeGone(graph, stepName)];
  // A large value is not fetched to look at it.
  const inline = Object.fromEntries(Object.entries(state).filter(([, value]) => !isBlobReference(value)));
  return [...examineInput(graph, step, inline).misfits, ...findMissing(graph, step, state)];
}

/** The check itself tells, asked about a pipeline that begins with this state at this step. */
function findMissing(graph: Graph, step: Step, state: StoredState): string[] {
  return check(beginningAt(graph, step, Object.keys(state)))
    .filter(({ code }) => code === "OW101")
    .map(({ step: needing, key, path = [] }) => {
      const name = needing === renamedStart ? "start" : needing;
      if (path.length <= 2) return `'${name}' needs '${key}', which the state does not have.`;
      const way = path.slice(1).map((one) => (one === renamedStart ? "start" : one));
      return `'${name}' needs '${key}', which the state does not have and no step sets on the path ${way.join(" → ")}.`;
    });
}

function beginningAt(graph: Graph, step: Step, keys: readonly string[]): Graph {
  const rename = (name: string) => (name === "start" ? renamedStart : name);
  const unknown: Update = { type: graph.types.length, optional: false, at: graph.at };
  const sets = Object.fromEntries(keys.map((key) => [key, unknown]));
  const begin: Step = {
    name: "start",
    at: graph.at,
    reads: {},
    readsAll: false,
    edges: [{ kind: "next", to: rename(step.name), sets, setsMore: false, drops: [], at: graph.at }],
    decisions: [],
    retries: false,
    options: {},
    touches: [],
    strays: [],
    unread: [],
  };
  const steps = graph.steps.map((one) => ({
    ...one,
    name: rename(one.name),
    edges: one.edges.map((edge) => (edge.kind === "next" && edge.to !== null ? { ...edge, to: rename(edge.to) } : edge)),
  }));
  return { ...graph, steps: [begin, ...steps], types: [...graph.types, { text: "unknown", schema: {} }] };
}

function describeGone({ pipeline, steps }: Graph, name: string): string {
  const meant = nearestName(
    name,
    steps.map((one) => one.name),
  );
  return `${pipeline} has no step '${name}' any more.${meant === undefined ? "" : ` Was it renamed to '${meant}'?`}`;
}

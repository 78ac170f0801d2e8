/** What each function of a pipeline has to be able to do, and why: what policies, environments and queues are made of. */
import { failureFunction } from "../../model/deployed-names.ts";
import type { Graph, Step } from "../../model/graph.ts";
import { delaysOf, inCycle, successorsOf } from "../flow-needs.ts";
import { largeReads, largeWrites } from "../large-values.ts";
import { listSome } from "./list-names.ts";

export interface FunctionNeeds {
  /** The function's name without the stack's prefix. */
  readonly name: string;
  /** The step that it runs; absent for `onFailure`. */
  readonly step?: Step;
  /** Whether executions begin with it. */
  readonly begins: boolean;
  /** The functions that it invokes, and what for. */
  readonly invokes: { readonly functions: readonly string[]; readonly why: string };
  /** Why it sends to the delay queue, where it does. */
  readonly waits?: string | undefined;
  /** Why it makes schedules, where it does. */
  readonly schedules?: string | undefined;
  readonly readsBlobs?: string | undefined;
  readonly writesBlobs?: string | undefined;
  /** Whether one chain of invocations may come to it again and again. */
  readonly recurs: boolean;
}

/** What can happen in a pipeline as a whole. */
export interface PipelineNeeds {
  readonly functions: readonly FunctionNeeds[];
  /** The functions that may be invoked after up to 15 minutes, in the graph's order. */
  readonly delayed: readonly string[];
  /** The functions that may be invoked after more than that. */
  readonly scheduled: readonly string[];
}

export function needsOf(graph: Graph): PipelineNeeds {
  const cycles = inCycle(graph);
  const handlesFailures = graph.failureHandler !== undefined;
  const delays = graph.steps.map((step) => ({ step, delays: delaysOf(step) }));
  const targetsOf = (kind: "short" | "long") => {
    const targets = new Set(delays.flatMap(({ delays }) => delays.filter((delay) => delay[kind]).map(({ to }) => to)));
    return graph.steps.map(({ name }) => name).filter((name) => targets.has(name));
  };
  const functions = graph.steps.map((step) => needsOfStep(graph, step, { recurs: step.retries || cycles.has(step.name), handlesFailures }));
  return {
    functions: handlesFailures ? [...functions, failureNeeds] : functions,
    delayed: targetsOf("short"),
    scheduled: targetsOf("long"),
  };
}

function needsOfStep(graph: Graph, step: Step, known: { readonly recurs: boolean; readonly handlesFailures: boolean }): FunctionNeeds {
  const begins = step.name === "start";
  const delays = delaysOf(step);
  const later = (kind: "short" | "long", how: string) => {
    const targets = [...new Set(delays.filter((delay) => delay[kind]).map(({ to }) => to))];
    return targets.length > 0 ? `runs ${wordTargets(step, targets)} ${how}` : undefined;
  };
  return {
    name: step.name,
    step,
    begins,
    invokes: invokesOf(graph, step, known.handlesFailures),
    waits: later("short", "later"),
    schedules: later("long", "later than in 15 minutes"),
    readsBlobs: wordReads(graph, step),
    writesBlobs: wordWrites(graph, step),
    recurs: known.recurs,
  };
}

/** `onFailure` ends an execution: it moves nowhere, and is given whatever state there is. */
const failureNeeds: FunctionNeeds = {
  name: failureFunction,
  begins: false,
  invokes: { functions: [], why: "" },
  readsBlobs: "is given the state, of which any value may be large",
  recurs: false,
};

function invokesOf(graph: Graph, step: Step, handlesFailures: boolean): FunctionNeeds["invokes"] {
  const steps = new Set(graph.steps.map(({ name }) => name));
  const successors = successorsOf(step).filter((name) => steps.has(name));
  const again = step.name === "start" || step.retries;
  const functions = new Set(successors);
  const reasons: string[] = [];
  if (step.name === "start") reasons.push("runs its first hop");
  if (successors.length > 0) reasons.push(`moves to ${wordTargets(step, successors)}`);
  if (step.retries) reasons.push("runs again after a failure");
  if (again) functions.add(step.name);
  if (handlesFailures) {
    functions.add(failureFunction);
    reasons.push("calls onFailure");
  }
  return { functions: [...functions], why: reasons.join(", ") };
}

function wordTargets(step: Step, targets: readonly string[]): string {
  return listSome(targets.map((name) => (name === step.name ? "itself" : name)));
}

function wordReads(graph: Graph, step: Step): string | undefined {
  if (step.readsAll) return "reads the whole state, of which any value may be large";
  const keys = largeReads(graph, step);
  const reasons = keys.length > 0 ? [`reads ${listSome(keys)}, which may be large`] : [];
  if (step.readsInput) reasons.push("reads the pipeline's input, which may be large");
  return reasons.length > 0 ? reasons.join("; ") : undefined;
}

function wordWrites(graph: Graph, step: Step): string | undefined {
  const { keys, more, result, overflow } = largeWrites(graph, step);
  // What comes from outside is recorded as it came, whatever the type of the parameter says.
  const reasons = step.name === "start" ? ["takes an input, which may be large"] : [];
  if (more) reasons.push("sets keys that only the run knows");
  else if (keys.length > 0) reasons.push(`sets ${listSome(keys)}, which may be large`);
  if (result) reasons.push("ends with a result that may be large");
  if (overflow && reasons.length === 0) reasons.push("passes on a state that may be too large for a message");
  return reasons.length > 0 ? reasons.join("; ") : undefined;
}

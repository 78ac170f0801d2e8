/** The functions of a pipeline's stack, each with the few lines of code that it begins with. */
import { hash } from "node:crypto";
import type { BundleFlow } from "../../model/bundle-flow.ts";
import { failureFunction, ownFunctions } from "../../model/deployed-names.ts";
import type { Graph, Step } from "../../model/graph.ts";
import { identityOf } from "../../model/graph-identity.ts";
import { liveKeys } from "../../model/live-keys.ts";
import { delaysOf, successorsOf } from "../flow-needs.ts";
import type { FunctionKind } from "./build.ts";

/** A function to be built. */
export interface PlannedFunction {
  readonly name: string;
  readonly kind: FunctionKind;
  /** The method that it runs. Absent where it runs nothing of the class. */
  readonly method?: string;
  /** Its code, given how to import the class. */
  entry(importClass: string): string;
}

export function functionsOf(graph: Graph): PlannedFunction[] {
  const flows = makeFlows(graph);
  const planned = graph.steps.map(
    (step): PlannedFunction => ({
      name: step.name,
      kind: "step",
      method: step.name,
      entry: (importClass) =>
        step.name === "start"
          ? handlerOf("handleEntry", importClass, ["Class", flows.ofStep(step)])
          : handlerOf("handleStep", importClass, ["Class", step.name, flows.ofStep(step)]),
    }),
  );
  if (graph.failureHandler) {
    const entry = (importClass: string) => handlerOf("handleFailure", importClass, ["Class", flows.ofFailure()]);
    planned.push({ name: failureFunction, kind: "failure", method: "onFailure", entry });
  }
  if (graph.steps.some((step) => delaysOf(step).some(({ short }) => short))) {
    planned.push({ name: ownFunctions.relay, kind: "relay", entry: () => handlerOf("relay", "", []) });
  }
  planned.push({ name: ownFunctions.recovery, kind: "recovery", entry: () => handlerOf("recover", "", [flows.ofEntry()]) });
  return planned;
}

/** @param given `Class` stands for the class, all else for itself */
function handlerOf(maker: string, importClass: string, given: readonly unknown[]): string {
  const written = given.map((one) => (one === "Class" ? one : JSON.stringify(one))).join(", ");
  return `import { ${maker} } from "orchwits/lambda";\n${importClass}\nexport const handler = ${maker}(${written});\n`;
}

function makeFlows(graph: Graph) {
  const live = liveKeys(graph);
  const { maxHops } = graph.stack ?? {};
  const common = {
    pipeline: graph.pipeline,
    graph: hash("sha256", identityOf(graph), "hex"),
    failureHandler: graph.failureHandler !== undefined,
    ...(typeof maxHops === "number" && { maxHops }),
  };
  const ofStep = (step: Step): BundleFlow => ({
    ...common,
    reads: step.readsAll ? "all" : Object.keys(step.reads).sort(),
    live: Object.fromEntries(successorsOf(step).map((to) => [to, listOf(live.get(to) ?? "all")])),
    ...(step.name === "start" && { required: requiredOf(step) }),
  });
  return {
    ofStep,
    ofFailure: (): BundleFlow => ({ ...common, reads: "all", live: {} }),
    /** Where executions begin late, what the entry knows must be known. */
    ofEntry(): BundleFlow {
      const start = graph.steps.find(({ name }) => name === "start");
      return start ? ofStep(start) : { ...common, reads: "all", live: {} };
    },
  };
}

function requiredOf({ reads }: Step): string[] {
  return Object.keys(reads)
    .filter((key) => reads[key]?.optional === false)
    .sort();
}

function listOf(keys: ReadonlySet<string> | "all"): readonly string[] | "all" {
  return keys === "all" ? keys : [...keys].sort();
}

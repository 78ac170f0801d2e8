/** The functions of a pipeline's stack, each with the few lines of code that it begins with. */
import { hash } from "node:crypto";
import type { BundleFlow } from "../../model/bundle-flow.ts";
import { failureFunction, ownFunctions } from "../../model/deployed-names.ts";
import type { Graph, Step } from "../../model/graph.ts";
import { identityOf } from "../../model/graph-identity.ts";
import { liveKeys } from "../../model/live-keys.ts";
import { successorsOf } from "../flow-needs.ts";
import { type FunctionNeeds, needsOf } from "../template/function-needs.ts";
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
  const { functions, delayed, scheduled } = needsOf(graph);
  const needs = new Map(functions.map((one) => [one.name, one]));
  const planned = graph.steps.map(
    (step): PlannedFunction => ({
      name: step.name,
      kind: "step",
      method: step.name,
      entry: (importClass) =>
        step.name === "start"
          ? handlerOf("handleEntry", importClass, ["Class", flows.ofStep(step)], "openEntryHome", delaysOf(needs.get(step.name)))
          : handlerOf("handleStep", importClass, ["Class", step.name, flows.ofStep(step)], "openHome", partsOf(step, needs.get(step.name))),
    }),
  );
  if (graph.failureHandler) {
    const entry = (importClass: string) => handlerOf("handleFailure", importClass, ["Class", flows.ofFailure()]);
    planned.push({ name: failureFunction, kind: "failure", method: "onFailure", entry });
  }
  if (delayed.length > 0) {
    planned.push({ name: ownFunctions.relay, kind: "relay", entry: () => handlerOf("relay", "", []) });
  }
  const anyDelay = { waits: delayed.length > 0, schedules: scheduled.length > 0 };
  const recovery = () => handlerOf("recover", "", [flows.ofEntry()], "openRecoveryHome", delaysOf(anyDelay));
  planned.push({ name: ownFunctions.recovery, kind: "recovery", entry: recovery });
  return planned;
}

/** What of a home's parts a step has a use for, and a permission: what is not imported is not in its bundle. */
function partsOf(step: Step, needs: FunctionNeeds | undefined): string[] {
  const parts = [];
  if (needs?.readsBlobs || needs?.writesBlobs) parts.push("largeValues");
  if (step.readsInput) parts.push("originalInput");
  return [...parts, ...delaysOf(needs)];
}

function delaysOf(needs: { readonly waits?: unknown; readonly schedules?: unknown } | undefined): string[] {
  return [...(needs?.waits ? ["delayQueue"] : []), ...(needs?.schedules ? ["schedules"] : [])];
}

/**
 * @param given `Class` stands for the class, all else for itself
 * @param open what opens the function's home, unless that is the same for all of its kind
 */
function handlerOf(maker: string, importClass: string, given: readonly unknown[], open?: string, parts: readonly string[] = []): string {
  const written = given.map((one) => (one === "Class" ? one : JSON.stringify(one)));
  if (open) written.push(`() => ${open}({ ${parts.join(", ")} })`);
  const imports = [maker, ...(open ? [open] : []), ...parts].join(", ");
  return `import { ${imports} } from "orchwits/lambda";\n${importClass}\nexport const handler = ${maker}(${written.join(", ")});\n`;
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

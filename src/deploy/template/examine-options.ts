/** Everything that the options of a pipeline say wrongly, and names that can't be deployed. */
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import { parseDuration } from "../../model/duration.ts";
import type { Graph, Step } from "../../model/graph.ts";
import { nameFaults } from "../../model/name-faults.ts";
import { checkOptions, stackOptionShapes, stepOptionShapes } from "./check-options.ts";
import { checkParameter } from "./check-resources.ts";
import type { ShapeFault } from "./check-shape.ts";
import { checkTriggerInputs } from "./check-trigger-inputs.ts";
import { checkTriggers } from "./check-triggers.ts";
import type { TemplateObject } from "./intrinsics.ts";
import type { TemplateValue } from "./template.ts";
import { defaults, optionsOfStack } from "./template-options.ts";

/** @param stackName the stack's name, where it is another one than the class says */
export function* examineOptions(graph: Graph, stackName: string | undefined = optionsOfStack(graph).name): Iterable<Diagnostic> {
  const placeOf = new Map(graph.steps.map(({ name, at }) => [name, at]));
  for (const { step, message, fix } of nameFaults(graph, stackName)) {
    yield diagnose("OW401", message, { at: placeOf.get(step ?? "") ?? graph.at, fix, ...(step !== undefined && { step }) });
  }
  const stack = (graph.stack ?? {}) as TemplateObject;
  for (const fault of checkOptions(stack, stackOptionShapes)) yield stackFault(graph, fault);
  for (const [name, parameter] of Object.entries((stack.parameters ?? {}) as TemplateObject)) {
    for (const fault of checkParameter(name, parameter)) yield stackFault(graph, fault);
  }
  for (const step of graph.steps) {
    const { name, at, options } = step;
    for (const { message, fix } of [...checkOptions(options as TemplateObject, stepOptionShapes), ...examineTriggers(step)]) {
      yield diagnose("OW402", `In the options of step '${name}', ${message}.`, { at, step: name, ...(fix !== undefined && { fix }) });
    }
  }
  yield* examineWaits(graph);
}

function* examineTriggers(step: Step): Iterable<ShapeFault> {
  const on = step.options.on as TemplateValue | undefined;
  if (on === undefined) return;
  if (step.name !== "start") {
    return void (yield {
      message: "'on' says what starts executions, but those start with 'start'",
      fix: "Move it to the options of 'start'.",
    });
  }
  yield* checkTriggers(on);
  yield* checkTriggerInputs(on, step);
}

/** The journal's rows are kept for as long as they are needed, but blobs expire by their age alone. */
function* examineWaits(graph: Graph): Iterable<Diagnostic> {
  const { retentionDays = defaults.retentionDays } = optionsOfStack(graph);
  for (const { name: step, edges } of graph.steps) {
    for (const edge of edges) {
      if (edge.kind !== "next" || edge.after === undefined) continue;
      const days = daysOf(edge.after);
      if (days === undefined || days < retentionDays) continue;
      const wait = `waits for ${edge.after}, but large values are kept for ${retentionDays} days only`;
      yield diagnose("OW403", `The move from '${step}' to '${edge.to}' ${wait}.`, {
        at: edge.at,
        step,
        fix: `Set 'retentionDays' of the stack's options to more than ${Math.ceil(days)}.`,
      });
    }
  }
}

function daysOf(after: string): number | undefined {
  try {
    return parseDuration(after) / 86_400_000;
  } catch {
    return undefined;
  }
}

function stackFault({ at }: Graph, { message, fix }: ShapeFault): Diagnostic {
  return diagnose("OW402", `In the options of the stack, ${message}.`, { at, ...(fix !== undefined && { fix }) });
}

/** OW401: a step whose resource would be called like one that belongs to another step's function. */
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import type { Graph } from "../../model/graph.ts";
import { logicalIdOf } from "../../model/logical-id.ts";
import { addedBySam } from "./sam-resources.ts";
import type { TemplateResource } from "./template.ts";

/** Steps that differ in case and `_` only are told of elsewhere: what they collide with is of the same kind. */
export function* findHomonyms({ steps }: Graph, resources: readonly (readonly [id: string, TemplateResource])[]): Iterable<Diagnostic> {
  const stepOf = new Map(steps.map((step) => [logicalIdOf(step.name), step]));
  const belongings = new Set(
    resources.flatMap(([id, resource]) => (resource.Type === "AWS::Serverless::Function" ? addedBySam(id, resource) : [id])),
  );
  for (const [id, { Type }] of resources) {
    if (Type !== "AWS::Serverless::Function" || !belongings.has(id)) continue;
    const step = stepOf.get(id);
    const name = step ? `Step '${step.name}'` : `The function '${id}'`;
    yield diagnose("OW401", `${name} can't be deployed under its name: in the template, '${id}' is what belongs to another function.`, {
      ...(step && { at: step.at, step: step.name }),
      fix: "Rename it.",
    });
  }
}

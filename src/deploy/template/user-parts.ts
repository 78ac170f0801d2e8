/** Puts the source's own resources and outputs beside ours. */

import { checkOurs } from "./check-options.ts";
import { checkId, checkOutput, checkResource } from "./check-resources.ts";
import type { ShapeFault } from "./check-shape.ts";
import { mostOfFifo } from "./check-triggers.ts";
import { isObject, type TemplateObject } from "./intrinsics.ts";
import { mergeProperties } from "./merge-properties.ts";
import { addedBySam } from "./sam-resources.ts";
import type { Template, TemplateResource, TemplateValue } from "./template.ts";
import type { StackOptions } from "./template-options.ts";

type Resources = { readonly [id: string]: TemplateResource };

export interface WithUserParts {
  readonly resources: Resources;
  readonly outputs: NonNullable<Template["Outputs"]>;
  readonly faults: readonly ShapeFault[];
}

/** A resource without a type adds to the one of ours that has its name; with one, the name must be free. */
export function addUserParts(ours: Resources, outputs: NonNullable<Template["Outputs"]>, stack: StackOptions): WithUserParts {
  const resources: Record<string, TemplateResource> = { ...ours };
  const faults: ShapeFault[] = [];
  const hidden = new Map(Object.entries(ours).flatMap(([id, resource]) => addedBySam(id, resource).map((added) => [added, id])));
  for (const [id, resource] of Object.entries(stack.resources ?? {})) {
    const own = Object.hasOwn(ours, id) ? ours[id] : undefined;
    faults.push(...checkId(`the resource '${id}'`, id), ...checkResource(id, own ? { Type: own.Type, ...asObject(resource) } : resource));
    if (own && isObject(resource) && resource.Type === undefined) {
      if (own.Type === "AWS::Serverless::Function") faults.push(...checkOurs(`the resource '${id}'`, asObject(resource.Properties)));
      resources[id] = mergeProperties(own as unknown as TemplateObject, resource) as unknown as TemplateResource;
    } else if (own || hidden.has(id)) {
      const whose = own ? "it is there already" : `it is made for '${hidden.get(id)}' when the stack is deployed`;
      faults.push({
        message: `the resource '${id}' can't have this name: ${whose}`,
        fix: own ? "Rename it, or leave out its Type to add to that one." : "Rename it.",
      });
    } else if (typeof asObject(resource).Type !== "string") {
      faults.push({
        message: `the resource '${id}' has no Type`,
        fix: `Without one, it must have the name of a resource of ours: ${Object.keys(ours).join(", ")}.`,
      });
    } else {
      resources[id] = resource as unknown as TemplateResource;
    }
  }
  const merged: Record<string, NonNullable<Template["Outputs"]>[string]> = { ...outputs };
  for (const [name, output] of Object.entries(stack.outputs ?? {})) {
    faults.push(...checkOutput(name, output));
    if (Object.hasOwn(outputs, name)) faults.push({ message: `the output '${name}' is there already`, fix: "Rename it." });
    else merged[name] = output as unknown as NonNullable<Template["Outputs"]>[string];
  }
  return { resources, outputs: merged, faults };
}

function asObject(value: TemplateValue | undefined): TemplateObject {
  return isObject(value) ? value : {};
}

/** What triggers ask of resources of the user's own: a bucket must send its events, and a queue wait for the function. */
export function prepareForTriggers(
  resources: Resources,
  on: readonly TemplateObject[],
  timeoutSeconds: number,
): { resources: Resources; faults: readonly ShapeFault[] } {
  const prepared: Record<string, TemplateResource> = { ...resources };
  const faults: ShapeFault[] = [];
  for (const { bucket, queue, batchSize } of on) {
    const name = isObject(bucket) ? bucket.Ref : isObject(queue) ? (queue.Ref ?? firstOf(queue["Fn::GetAtt"])) : undefined;
    const resource = typeof name === "string" ? prepared[name] : undefined;
    if (typeof name !== "string" || resource === undefined) continue;
    if (resource.Type === "AWS::S3::Bucket") {
      const told = { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } };
      prepared[name] = { ...resource, Properties: mergeProperties(told, resource.Properties ?? {}) };
    } else if (resource.Type === "AWS::SQS::Queue") {
      const { VisibilityTimeout, FifoQueue } = resource.Properties ?? {};
      if (FifoQueue === true && typeof batchSize === "number" && batchSize > mostOfFifo) {
        const message = `the queue trigger in 'on' of 'start' has the batchSize ${batchSize}, but '${name}' is a FIFO queue`;
        faults.push({ message, fix: `Use at most ${mostOfFifo}.` });
      }
      if (typeof VisibilityTimeout === "number" && VisibilityTimeout < timeoutSeconds) {
        const message = `the queue '${name}' has a VisibilityTimeout of ${VisibilityTimeout} seconds, which is less than the function of 'start' may run (${timeoutSeconds})`;
        faults.push({ message, fix: `Use ${6 * timeoutSeconds}, six times as much, or leave it out.` });
      }
      prepared[name] = { ...resource, Properties: { VisibilityTimeout: 6 * timeoutSeconds, ...resource.Properties } };
    }
  }
  return { resources: prepared, faults };
}

function firstOf(attribute: TemplateValue | undefined): TemplateValue | undefined {
  return typeof attribute === "string" ? attribute.split(".")[0] : Array.isArray(attribute) ? attribute[0] : undefined;
}

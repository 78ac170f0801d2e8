/** Resources, parameters and outputs of the user's own: put beside ours, and compared with what CloudFormation takes. */
import { nearestName } from "../../model/nearest-name.ts";
import { checkShape, type ShapeFault } from "./check-shape.ts";
import { isObject, type TemplateObject } from "./intrinsics.ts";
import { propertiesOfType, resourceTypes } from "./resource-shapes.ts";
import type { TemplateValue } from "./template.ts";

/** What stands beside a resource's properties (CloudFormation user guide, "Resource attributes"). */
const resourceAttributes = ["Type", "Properties", "DependsOn", "Condition", "CreationPolicy", "DeletionPolicy", "UpdatePolicy"].concat([
  "UpdateReplacePolicy",
  "Metadata",
]);

/** @param id how it is called in the options */
export function* checkResource(id: string, resource: TemplateValue): Iterable<ShapeFault> {
  if (!isObject(resource)) return void (yield { message: `the resource '${id}' is no object` });
  yield* checkNames(`the resource '${id}'`, resource, resourceAttributes);
  const { Type, Properties = {} } = resource;
  if (typeof Type !== "string") return;
  // Resources of others, made by code of theirs: nobody but they knows what they take.
  if (!Type.startsWith("AWS::")) return;
  const fields = propertiesOfType(Type);
  // What is known of SAM's others is old.
  if (fields && /^AWS::Serverless::(?!Function$)/.test(Type)) return;
  if (fields) yield* checkShape(Properties, { fields }, `the resource '${id}'`);
  else if (Type !== "AWS::CloudFormation::CustomResource") yield unknownType(id, Type);
}

const parameterAttributes = ["Type", "Default", "Description", "AllowedPattern", "AllowedValues", "ConstraintDescription"].concat([
  "MaxLength",
  "MinLength",
  "MaxValue",
  "MinValue",
  "NoEcho",
]);

export function* checkParameter(name: string, parameter: TemplateValue): Iterable<ShapeFault> {
  yield* checkId(`the parameter '${name}'`, name);
  if (!isObject(parameter)) return void (yield { message: `the parameter '${name}' is no object` });
  yield* checkNames(`the parameter '${name}'`, parameter, parameterAttributes);
  if (typeof parameter.Type !== "string") yield { message: `the parameter '${name}' has no Type`, fix: 'Most are of the Type "String".' };
}

export function* checkOutput(name: string, output: TemplateValue): Iterable<ShapeFault> {
  yield* checkId(`the output '${name}'`, name);
  if (!isObject(output)) return void (yield { message: `the output '${name}' is no object` });
  yield* checkNames(`the output '${name}'`, output, ["Description", "Value", "Export", "Condition"]);
  if (output.Value === undefined) yield { message: `the output '${name}' has no Value` };
}

export function* checkId(what: string, id: string): Iterable<ShapeFault> {
  if (/^[A-Za-z0-9]{1,255}$/.test(id)) return;
  yield { message: `${what} can't have this name`, fix: "CloudFormation takes up to 255 letters and digits." };
}

function* checkNames(what: string, object: TemplateObject, known: readonly string[]): Iterable<ShapeFault> {
  for (const name of Object.keys(object)) {
    if (known.includes(name)) continue;
    const meant = nearestName(name, known);
    yield { message: `${what} has '${name}'`, fix: meant ? `Did you mean '${meant}'?` : `It may have: ${known.join(", ")}.` };
  }
}

function unknownType(id: string, type: string): ShapeFault {
  const meant = nearestName(type, resourceTypes());
  return { message: `the resource '${id}' is of the type '${type}', which AWS does not have`, fix: meant && `Did you mean '${meant}'?` };
}

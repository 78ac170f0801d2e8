/** Which functions a template has, so that resources can be called by the names of steps. */

import type { StackResource } from "../../deploy/stack/delete-stack.ts";
import type { Template } from "../../deploy/template/template.ts";
import { functionPrefix } from "../../model/deployed-names.ts";

/** By logical id, the names without the stack's prefix. */
export function functionsOf({ Resources }: Template): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [id, { Type, Properties }] of Object.entries(Resources)) {
    if (Type !== "AWS::Serverless::Function") continue;
    const name = Properties?.FunctionName as { "Fn::Sub"?: string } | string | undefined;
    const text = typeof name === "object" ? name?.["Fn::Sub"] : name;
    found.set(id, typeof text === "string" ? text.replace(/^\$\{AWS::StackName\}-/, "") : id);
  }
  return found;
}

/** The same, from what is deployed. */
export function deployedFunctions(resources: readonly StackResource[], stack: string): ReadonlyMap<string, string> {
  const prefix = functionPrefix(stack);
  const functions = resources.filter(({ type, physicalId }) => type === "AWS::Lambda::Function" && physicalId.startsWith(prefix));
  return new Map(functions.map(({ logicalId, physicalId }) => [logicalId, physicalId.slice(prefix.length)]));
}

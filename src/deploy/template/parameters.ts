/** Parameters: those that the source declares, and one for each thing that it refers to and nothing declares. */

import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import { nearestName } from "../../model/nearest-name.ts";
import type { TemplateObject } from "./intrinsics.ts";
import { isPseudoParameter, type Reference, referencesIn, referencesOf } from "./references.ts";
import { propertiesOfType } from "./resource-shapes.ts";
import { addedBySam } from "./sam-resources.ts";
import type { Shape } from "./shape.ts";
import type { Template, TemplateValue } from "./template.ts";

export interface Parameters {
  readonly parameters: { readonly [name: string]: TemplateObject };
  readonly diagnostics: readonly Diagnostic[];
}

/** @param declared the parameters that the source declares */
export function completeParameters(
  template: Pick<Template, "Resources" | "Outputs">,
  declared: { readonly [name: string]: TemplateObject },
): Parameters {
  const { Resources, Outputs = {} } = template;
  const known = new Set([
    ...Object.keys(declared),
    ...Object.entries(Resources).flatMap(([id, resource]) => [id, ...addedBySam(id, resource)]),
  ]);
  const references = [
    ...Object.entries(Resources).flatMap(([id, resource]) => referencesOf(id, resource)),
    ...referencesIn(Outputs as TemplateValue, ["Outputs"]),
  ].filter(({ to }) => !known.has(to) && !isPseudoParameter(to));
  const missing = new Map<string, Reference[]>();
  const diagnostics: Diagnostic[] = [];
  for (const reference of references) {
    const { to, kind } = reference;
    if (kind === "Ref" && /^[A-Za-z0-9]{1,255}$/.test(to)) missing.set(to, [...(missing.get(to) ?? []), reference]);
    else diagnostics.push(undeclared(reference, known));
  }
  const made = [...missing].sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, uses]) => [name, makeParameter(uses, Resources)]);
  return { parameters: { ...declared, ...Object.fromEntries(made) }, diagnostics };
}

/** A text, or a list of texts where a list as a whole is wanted. */
function makeParameter(uses: readonly Reference[], resources: Template["Resources"]): TemplateObject {
  const users = [...new Set(uses.map(({ at: [id] }) => id as string))].filter((id) => id !== "Outputs");
  const isList = uses.every((use) => use.whole && isListAt(use.at, resources));
  return {
    Type: isList ? "CommaDelimitedList" : "String",
    Description: `For ${users.slice(0, 5).join(", ")}${users.length > 5 ? " and others" : ""}`,
  };
}

function isListAt([id = "", , ...path]: readonly string[], resources: Template["Resources"]): boolean {
  const fields = propertiesOfType(resources[id]?.Type ?? "");
  let shape: Shape | undefined = fields && { fields };
  for (const name of path) shape = typeof shape === "object" && "fields" in shape ? shape.fields[name] : undefined;
  return typeof shape === "object" && "list" in shape;
}

function undeclared({ to, kind, at }: Reference, known: ReadonlySet<string>): Diagnostic {
  const meant = nearestName(to, known);
  const what = kind === "GetAtt" ? `an attribute of '${to}'` : `'${to}'`;
  return diagnose("OW402", `${at.join(".")} refers to ${what}, but there is no such resource in the template.`, {
    fix: meant ? `Did you mean '${meant}'?` : "Declare it under 'resources' of the stack's options, or use { Ref: … } to a parameter.",
  });
}

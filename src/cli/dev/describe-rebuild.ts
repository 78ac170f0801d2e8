/** What a rebuild changed, in a few words: functions by their names, and the resources that the user has declared. */
import { ownerOf } from "../../deploy/stack/describe-changes.ts";
import { functionsOf } from "../deploy/deploy-functions.ts";
import { kindOf } from "../deploy/deploy-words.ts";
import type { DevVersion } from "./dev-source.ts";

/** As many of a stack's functions are named where all of them have changed, as they do when the flow does. */
const fewFunctions = 2;

/** What is told apart, by what it is called, each with all that it is made of. */
type Parts = ReadonlyMap<string, string>;

/** As `added cake; changed start, coffee`. Empty where nothing has changed. */
export function describeRebuild(old: DevVersion, now: DevVersion): string {
  const functions = compare(functionParts(old), functionParts(now));
  const resources = compare(resourceParts(old), resourceParts(now));
  const { added, changed, kept } = functions;
  const all = changed.length === kept && kept > fewFunctions;
  const told = [
    ...sentence("added", [...added, ...resources.added]),
    ...sentence("removed", [...functions.removed, ...resources.removed]),
    ...sentence("changed", [...(all ? [`all ${kept} ${added.length > 0 ? "others" : "functions"}`] : changed), ...resources.changed]),
  ].join("; ");
  const same = told !== "" || JSON.stringify(old.template) === JSON.stringify(now.template);
  return same ? told : "changed what the stack says of itself";
}

/** Functions, with their roles, log groups and whatever else is theirs. */
function functionParts({ template, code, graph }: DevVersion): Parts {
  const functions = functionsOf(template);
  const own = declaredIn(graph);
  const resources = Object.entries(template.Resources).filter(([id]) => !own.has(id));
  const owners = resources.map(([id, resource]) => [ownerOf(id, functions), resource] as const);
  return new Map([...code].map(([name, hash]) => [name, JSON.stringify([hash, owners.filter(([owner]) => owner === name)])]));
}

function resourceParts({ template, graph }: DevVersion): Parts {
  const own = declaredIn(graph);
  const resources = Object.entries(template.Resources).filter(([id]) => own.has(id));
  return new Map(resources.map(([id, resource]) => [`${id} (${kindOf(resource.Type)})`, JSON.stringify(resource)]));
}

function declaredIn({ stack = {} }: DevVersion["graph"]): ReadonlySet<string> {
  const { resources = {} } = stack as { readonly resources?: object };
  return new Set(Object.keys(resources));
}

function compare(before: Parts, after: Parts) {
  const kept = [...after.keys()].filter((name) => before.has(name));
  return {
    added: [...after.keys()].filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    changed: kept.filter((name) => before.get(name) !== after.get(name)),
    kept: kept.length,
  };
}

function sentence(verb: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${verb} ${names.join(", ")}`];
}

/** Circles of resources that refer to each other, which CloudFormation can't create. */
import { referencesOf } from "./references.ts";
import { addedBySam } from "./sam-resources.ts";
import type { Template } from "./template.ts";

/** The first circle of resources, each named before the one that it needs; undefined where there is none. */
export function findCircle({ Resources }: Pick<Template, "Resources">): readonly string[] | undefined {
  const owners = ownersOf(Resources);
  const needs = new Map(Object.entries(Resources).map(([id, resource]) => [id, neededBy(id, resource, owners)]));
  const done = new Set<string>();
  for (const first of needs.keys()) {
    // A trail of open resources, and for each what is left to look at; without recursion, for templates can be long.
    const trail: { readonly id: string; readonly left: string[] }[] = [];
    const enter = (id: string) => trail.push({ id, left: [...(needs.get(id) ?? [])] });
    if (!done.has(first)) enter(first);
    for (let top = trail.at(-1); top !== undefined; top = trail.at(-1)) {
      const next = top.left.pop();
      if (next === undefined) {
        done.add(top.id);
        trail.pop();
        continue;
      }
      const start = trail.findIndex(({ id }) => id === next);
      if (start >= 0) return trail.slice(start).map(({ id }) => id);
      if (!done.has(next)) enter(next);
    }
  }
  return undefined;
}

function neededBy(id: string, resource: Template["Resources"][string], owners: ReadonlyMap<string, string>): readonly string[] {
  const needed = referencesOf(id, resource).map(({ to }) => owners.get(to));
  return [...new Set(needed)].filter((to) => to !== undefined);
}

/** By logical id the resource itself, or the function that SAM makes it for: `StartRole` belongs to `Start`. */
function ownersOf(resources: Template["Resources"]): ReadonlyMap<string, string> {
  const ids = Object.entries(resources).flatMap(([id, resource]) => [id, ...addedBySam(id, resource)].map((one) => [one, id] as const));
  return new Map(ids);
}

/** Which members of a class one of its methods needs: those that it uses, that they use, and those that are always there. */
import type { Outline, OutlineMember } from "../../model/outline.ts";

/** @param method the step's name, or `onFailure` */
export function keptMembers({ members, usedOutside }: Outline, method: string): ReadonlySet<OutlineMember> {
  const everything = new Set(members);
  if (usedOutside === "all") return everything;
  const always = members.filter(({ kind }) => kind === "other");
  const kept = new Set([...membersNamed(members, method, 0), ...usedOutside.flatMap((name) => membersNamed(members, name, 0)), ...always]);
  for (const { uses, level } of kept) {
    if (uses === "all") return everything;
    for (const name of uses) for (const member of used(members, name, level)) kept.add(member);
  }
  return kept;
}

function used(members: readonly OutlineMember[], name: string, level: number): OutlineMember[] {
  return name.startsWith("super.") ? membersNamed(members, name.slice("super.".length), level + 1) : membersNamed(members, name, 0);
}

/** What a name stands for, from a level of the chain upwards. */
function membersNamed(members: readonly OutlineMember[], name: string, from: number): OutlineMember[] {
  const named = members.filter((member) => member.name === name && member.level >= from);
  // Fields are made by all constructors in turn, and private names belong to one class each.
  if (name.startsWith("#") || named.some(({ kind }) => kind === "field")) return named;
  return named.filter(({ level }) => level === named[0]?.level);
}

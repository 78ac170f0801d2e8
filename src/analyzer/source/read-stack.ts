/** What a pipeline says of its stack as a whole, read from `static readonly stack` as literals. */
import { isPropertyDeclaration, ModifierFlags, type Node } from "typescript/unstable/ast";
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import { textOf } from "./condition.ts";
import type { PipelineClass } from "./find-pipelines.ts";
import { literalValueOf } from "./literal-value.ts";
import type { PlaceOf } from "./place-of.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** The options of the stack, absent where there are none, and what can't be read of them. */
export interface StackReading {
  readonly stack?: Readonly<Record<string, unknown>>;
  readonly diagnostics: readonly Diagnostic[];
}

export function readStack({ chain }: PipelineClass, vocabulary: Vocabulary, placeOf: PlaceOf): StackReading {
  const member = chain.flatMap(({ members }) => [...members] as Node[]).find(isStackMember);
  if (!member) return { diagnostics: [] };
  const { initializer } = isPropertyDeclaration(member) ? member : {};
  // `static readonly stack: StackOptions;` says nothing.
  if (isPropertyDeclaration(member) && !initializer) return { diagnostics: [] };
  const read = initializer ? literalValueOf(initializer, vocabulary) : { notLiteral: member };
  const isOptions = "value" in read && typeof read.value === "object" && read.value !== null && !Array.isArray(read.value);
  if (isOptions) {
    const stack = read.value as Record<string, unknown>;
    return Object.keys(stack).length > 0 ? { stack, diagnostics: [] } : { diagnostics: [] };
  }
  const node = "notLiteral" in read ? read.notLiteral : (initializer ?? member);
  const unreadable = diagnose("OW303", `The options of the stack hold \`${textOf(node)}\`, which only a run could tell.`, {
    at: placeOf(node),
    fix: "Write a literal, or a constant of this project that holds one.",
  });
  return { diagnostics: [unreadable] };
}

function isStackMember(member: Node): boolean {
  const { modifierFlags = 0, name } = member as { modifierFlags?: ModifierFlags; name?: Node & { text?: string } };
  return (modifierFlags & ModifierFlags.Static) !== 0 && name?.text === "stack";
}

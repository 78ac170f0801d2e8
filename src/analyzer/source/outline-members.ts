/** The members of a pipeline's classes, each with its place in the source and what it uses. */
import {
  isDecorator,
  isIdentifier,
  isMethodDeclaration,
  isNumericLiteral,
  isPrivateIdentifier,
  isPropertyDeclaration,
  ModifierFlags,
  type Node,
  SyntaxKind,
} from "typescript/unstable/ast";
import type { OutlineMember, Range } from "../../model/outline.ts";
import { stepCallOf } from "./class-members.ts";
import type { ClassNode } from "./find-pipelines.ts";
import { readUses, stringOf } from "./member-uses.ts";
import { mentionsOf } from "./outline-statements.ts";
import type { Vocabulary } from "./vocabulary.ts";

export function outlineMembers(chain: readonly ClassNode[], classNames: ReadonlySet<string>, vocabulary: Vocabulary): OutlineMember[] {
  return chain.flatMap((node, level) => {
    const file = node.getSourceFile().fileName;
    const className = node.name?.text ?? "";
    const members = ([...node.members] as Node[]).filter(({ kind }) => kind !== SyntaxKind.SemicolonClassElement);
    return members.map((member) => ({ file, className, level, ...outlineMember(member, classNames, vocabulary) }));
  });
}

interface Parts {
  readonly parameters?: readonly Node[] | undefined;
  readonly body?: Node | undefined;
  readonly initializer?: Node | undefined;
  readonly modifiers?: readonly Node[] | undefined;
  readonly name?: Node | undefined;
  readonly modifierFlags?: ModifierFlags;
}

function outlineMember(
  member: Node & Parts,
  classNames: ReadonlySet<string>,
  vocabulary: Vocabulary,
): Omit<OutlineMember, "file" | "className" | "level"> {
  const { parameters, body, initializer } = member;
  const name = nameOf(member);
  const decorators = (member.modifiers ?? []).filter(isDecorator);
  const stepDecorator = decorators.find(({ expression }) => stepCallOf(expression, vocabulary) !== undefined);
  const isStatic = ((member.modifierFlags ?? 0) & ModifierFlags.Static) !== 0;
  const own = stepDecorator && stepCallOf(stepDecorator.expression, vocabulary);
  const given = own && own === stepDecorator?.expression && own.arguments.length > 0 ? own.arguments : undefined;
  // A class's static block has its statements as children; whatever it is, what it uses is in it.
  const code = name === undefined ? [member] : [...(parameters ?? []), body, initializer].filter((node) => node !== undefined);
  return {
    name: name ?? "",
    kind: name === undefined ? "other" : kindOf(member, name, stepDecorator !== undefined, isStatic),
    whole: { start: member.pos, end: member.end },
    ...(given && { stepArguments: rangeOf(given) }),
    ...(own && own === stepDecorator?.expression && decorators.length === 1 && { stepDecorator: rangeOf([stepDecorator]) }),
    uses: readUses(code, classNames, "class"),
    mentions: mentionsOf([member]),
  };
}

function kindOf(member: Node, name: string, isStep: boolean, isStatic: boolean): OutlineMember["kind"] {
  if (isPropertyDeclaration(member)) return "field";
  if (!isMethodDeclaration(member)) return member.kind === SyntaxKind.Constructor ? "other" : "helper";
  if (isStep) return "step";
  return name === "onFailure" && !isStatic ? "failure" : "helper";
}

/** A member's name, unless only the run knows it. */
function nameOf({ kind, name }: Node & Parts): string | undefined {
  if (kind === SyntaxKind.Constructor) return "constructor";
  if (!name) return undefined;
  if (isIdentifier(name) || isPrivateIdentifier(name) || isNumericLiteral(name)) return name.text;
  return stringOf((name as Node & { expression?: Node }).expression ?? name);
}

function rangeOf(nodes: readonly Node[]): Range {
  const [first, last] = [nodes[0] as Node, nodes.at(-1) as Node];
  return { start: first.getStart(), end: last.end };
}

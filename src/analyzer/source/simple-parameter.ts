/** The common form of a step's parameter, `{ beans }: { beans: number; milk?: boolean }`, read from its syntax. */
import {
  isIdentifier,
  isPropertySignatureDeclaration,
  isStringLiteral,
  isTypeLiteralNode,
  type MethodDeclaration,
  type Node,
  SyntaxKind,
} from "typescript/unstable/ast";

/** A key that is written out with its type. */
export interface SimpleRead {
  readonly key: string;
  readonly optional: boolean;
  readonly type: Node;
}

/** Reads the common form, or nothing where it takes the compiler to tell. */
export function readSimpleParameter(method: MethodDeclaration): SimpleRead[] | undefined {
  const parameter = method.parameters[0];
  if (!parameter) return [];
  if (!parameter.type || !isTypeLiteralNode(parameter.type)) return undefined;
  const reads = new Map<string, SimpleRead>();
  for (const member of parameter.type.members) {
    if (!isPropertySignatureDeclaration(member) || !member.type) return undefined;
    const { name } = member;
    if (!isIdentifier(name) && !isStringLiteral(name)) return undefined;
    if (reads.has(name.text)) return undefined;
    reads.set(name.text, { key: name.text, optional: member.postfixToken?.kind === SyntaxKind.QuestionToken, type: member.type });
  }
  return [...reads.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
}

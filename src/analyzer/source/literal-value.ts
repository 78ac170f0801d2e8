/** Values that the source states literally, such as the options of a step: read without running anything. */
import {
  type Expression,
  isArrayLiteralExpression,
  isIdentifier,
  isNumericLiteral,
  isObjectLiteralExpression,
  isPrefixUnaryExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isSpreadAssignment,
  isVariableDeclaration,
  type Node,
  NodeFlags,
  SyntaxKind,
} from "typescript/unstable/ast";
import { unwrap } from "./condition.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A JSON value, or the first node that is not literal. */
export type LiteralValue = { readonly value: unknown } | { readonly notLiteral: Node };

/** Reads literals, constants that hold literals, and spreads of such constants. */
export function literalValueOf(expression: Expression, vocabulary: Vocabulary): LiteralValue {
  const bare = unwrap(expression);
  switch (bare.kind) {
    case SyntaxKind.StringLiteral:
    case SyntaxKind.NoSubstitutionTemplateLiteral:
      return { value: (bare as unknown as { text: string }).text };
    case SyntaxKind.TrueKeyword:
      return { value: true };
    case SyntaxKind.FalseKeyword:
      return { value: false };
    case SyntaxKind.NullKeyword:
      return { value: null };
  }
  if (isNumericLiteral(bare)) return { value: Number(bare.text) };
  if (isPrefixUnaryExpression(bare) && bare.operator === SyntaxKind.MinusToken && isNumericLiteral(bare.operand)) {
    return { value: -Number(bare.operand.text) };
  }
  if (isArrayLiteralExpression(bare)) return listValue(bare.elements, vocabulary);
  if (isObjectLiteralExpression(bare)) return objectValue(bare.properties, vocabulary);
  if (isIdentifier(bare)) return constantValue(bare, vocabulary);
  return { notLiteral: bare };
}

function listValue(elements: readonly Expression[], vocabulary: Vocabulary): LiteralValue {
  const values: unknown[] = [];
  for (const element of elements) {
    const read = literalValueOf(element, vocabulary);
    if ("notLiteral" in read) return read;
    values.push(read.value);
  }
  return { value: values };
}

function objectValue(properties: readonly Node[], vocabulary: Vocabulary): LiteralValue {
  const value: Record<string, unknown> = {};
  for (const property of properties) {
    const source = isPropertyAssignment(property) ? property.initializer : isSpreadAssignment(property) ? property.expression : undefined;
    const read = source
      ? literalValueOf(source, vocabulary)
      : isShorthandPropertyAssignment(property)
        ? constantValue(property.name, vocabulary)
        : { notLiteral: property };
    if ("notLiteral" in read) return read;
    if (isSpreadAssignment(property)) Object.assign(value, read.value);
    else {
      const name = (property as Node & { name: Node & { text?: string } }).name;
      if (name.text === undefined) return { notLiteral: name };
      value[name.text] = read.value;
    }
  }
  return { value };
}

function constantValue(name: Node, vocabulary: Vocabulary): LiteralValue {
  const declaration = vocabulary.symbolAt(name)?.valueDeclaration?.resolve();
  const isConstant =
    declaration && isVariableDeclaration(declaration) && (declaration.parent.flags & NodeFlags.Const) !== 0 && declaration.initializer;
  return isConstant ? literalValueOf(isConstant, vocabulary) : { notLiteral: name };
}

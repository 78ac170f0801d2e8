/**
 * How many bytes the JSON of an expression's value takes at most. To the compiler, an object of a type may hold more than the type names;
 * one that is written out on the spot holds what stands there. Only what is told here keeps a function from the means to store objects:
 * where one comes from elsewhere, it has them, for a service that answers more than is of interest must not make a sound pipeline fail.
 */
import {
  type Expression,
  isArrayLiteralExpression,
  isBinaryExpression,
  isConditionalExpression,
  isIdentifier,
  isNumericLiteral,
  isObjectLiteralExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isSpreadAssignment,
  isSpreadElement,
  isStringLiteral,
  isVariableDeclaration,
  type Node,
  SyntaxKind,
} from "typescript/unstable/ast";
import type { Checker } from "typescript/unstable/sync";
import { unwrap } from "./condition.ts";
import { bytesOfKey } from "./longest-json.ts";
import { isConst } from "./outcome-flow.ts";
import type { TypeTable } from "./type-table.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What measuring needs. */
export interface Measuring {
  readonly checker: Checker;
  readonly vocabulary: Vocabulary;
  readonly types: TypeTable;
}

/** Constants that are made of constants, this deep. */
const deepestConstant = 4;

/** Undefined where there is no bound. */
export function writtenBytes(expression: Node, measuring: Measuring, depth = deepestConstant): number | undefined {
  const leaves: Node[] = [];
  measure(expression, (leaf) => leaves.push(leaf));
  const types = leaves.length > 0 ? measuring.checker.getTypeAtLocation(leaves) : [];
  let index = 0;
  const bytes = measure(expression, (leaf) => {
    const type = types[index++];
    const longest = type && measuring.types.longestOf(type);
    if (!longest) return Number.POSITIVE_INFINITY;
    return longest.mayHoldMore ? bytesOfConstant(leaf, measuring, depth) : longest.mostBytes;
  });
  return Number.isFinite(bytes) ? bytes : undefined;
}

/** Through what is written out to what isn't, always in the same order. */
function measure(expression: Node, leaf: (expression: Node) => number): number {
  const bare = unwrap(expression as Expression);
  if (isConditionalExpression(bare)) return Math.max(measure(bare.whenTrue, leaf), measure(bare.whenFalse, leaf));
  if (isBinaryExpression(bare) && isChoice(bare.operatorToken.kind)) return Math.max(measure(bare.left, leaf), measure(bare.right, leaf));
  if (isArrayLiteralExpression(bare)) {
    return bare.elements.reduce((bytes, one) => bytes + 1 + (isSpreadElement(one) ? Number.POSITIVE_INFINITY : measure(one, leaf)), 2);
  }
  if (isObjectLiteralExpression(bare)) return bare.properties.reduce((bytes, one) => bytes + measureProperty(one, leaf), 2);
  return leaf(expression);
}

function measureProperty(property: Node, leaf: (expression: Node) => number): number {
  if (isShorthandPropertyAssignment(property)) return bytesOfKey(property.name.getText()) + leaf(property.name);
  if (isSpreadAssignment(property)) return 1 + measure(property.expression, leaf);
  if (!isPropertyAssignment(property)) return Number.POSITIVE_INFINITY;
  const { name } = property;
  if (!isIdentifier(name) && !isStringLiteral(name) && !isNumericLiteral(name)) return Number.POSITIVE_INFINITY;
  return bytesOfKey(name.text) + measure(property.initializer, leaf);
}

function isChoice(operator: SyntaxKind): boolean {
  return (
    operator === SyntaxKind.QuestionQuestionToken || operator === SyntaxKind.BarBarToken || operator === SyntaxKind.AmpersandAmpersandToken
  );
}

/** Of a name whose type has a bound: nothing can be put into such a constant later that the bound doesn't allow for. */
function bytesOfConstant(name: Node, measuring: Measuring, depth: number): number {
  const bare = unwrap(name as Expression);
  const declaration = isIdentifier(bare) && depth > 0 ? measuring.vocabulary.symbolAt(bare)?.valueDeclaration?.resolve() : undefined;
  const initializer = declaration && isVariableDeclaration(declaration) && isConst(declaration) ? declaration.initializer : undefined;
  const written = initializer && unwrap(initializer);
  // Only here what is written out matters: of a call, its type has told all there is.
  const bytes = written && writtenBytes(written, measuring, depth - 1);
  return bytes ?? Number.POSITIVE_INFINITY;
}

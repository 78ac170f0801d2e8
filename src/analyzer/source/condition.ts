/** Conditions as the picture shows them: what is looked at, and which value is matched. */
import { type Expression, isBinaryExpression, isPrefixUnaryExpression, type Node, SyntaxKind } from "typescript/unstable/ast";

/** `choice === "c"` is the subject `choice` with the case `'c'`; any other condition is its own subject with the case `true`. */
export interface Condition {
  readonly subject: string;
  readonly case: string;
  /** Whether the case is what leads to the *else* branch, as with `!==` and `!`. */
  readonly negated: boolean;
}

const equalities = new Set<SyntaxKind>([SyntaxKind.EqualsEqualsEqualsToken, SyntaxKind.EqualsEqualsToken]);
const inequalities = new Set<SyntaxKind>([SyntaxKind.ExclamationEqualsEqualsToken, SyntaxKind.ExclamationEqualsToken]);

export function readCondition(expression: Expression): Condition {
  const bare = unwrap(expression);
  if (isPrefixUnaryExpression(bare) && bare.operator === SyntaxKind.ExclamationToken) {
    const inner = readCondition(bare.operand as Expression);
    return { ...inner, negated: !inner.negated };
  }
  if (isBinaryExpression(bare)) {
    const operator = bare.operatorToken.kind;
    if (equalities.has(operator) || inequalities.has(operator)) {
      const [subject, value] = isLiteral(bare.left) ? [bare.right, bare.left] : [bare.left, bare.right];
      if (isLiteral(value)) return { subject: textOf(subject), case: caseText(value), negated: inequalities.has(operator) };
    }
  }
  return { subject: textOf(bare), case: "true", negated: false };
}

/** A value as a case: strings in single quotes, everything else as written. */
export function caseText(value: Node): string {
  if (value.kind === SyntaxKind.StringLiteral || value.kind === SyntaxKind.NoSubstitutionTemplateLiteral) {
    return `'${(value as Node & { text: string }).text}'`;
  }
  return textOf(value);
}

/** Source text on one line. */
export function textOf(node: Node): string {
  return node.getText().replace(/\s+/g, " ");
}

/** An expression without what doesn't change its value: parentheses, casts, `await`, `!`. */
export function unwrap(expression: Expression): Expression {
  let current = expression;
  for (;;) {
    switch (current.kind) {
      case SyntaxKind.ParenthesizedExpression:
      case SyntaxKind.AsExpression:
      case SyntaxKind.SatisfiesExpression:
      case SyntaxKind.NonNullExpression:
      case SyntaxKind.TypeAssertionExpression:
      case SyntaxKind.AwaitExpression:
        current = (current as unknown as { expression: Expression }).expression;
        break;
      default:
        return current;
    }
  }
}

function isLiteral(node: Node): boolean {
  switch (node.kind) {
    case SyntaxKind.StringLiteral:
    case SyntaxKind.NoSubstitutionTemplateLiteral:
    case SyntaxKind.NumericLiteral:
    case SyntaxKind.TrueKeyword:
    case SyntaxKind.FalseKeyword:
    case SyntaxKind.NullKeyword:
      return true;
    case SyntaxKind.Identifier:
      return node.getText() === "undefined";
    case SyntaxKind.PrefixUnaryExpression:
      return isLiteral((node as Node & { operand: Node }).operand);
    default:
      return false;
  }
}

/** Returned expressions to flow: follows variables, ternaries, `when` and helpers to the expressions that make outcomes. */
import {
  type Block,
  type CallExpression,
  type Expression,
  isArrowFunction,
  isBinaryExpression,
  isBlock,
  isCallExpression,
  isComputedPropertyName,
  isConditionalExpression,
  isFunctionDeclaration,
  isFunctionExpression,
  isIdentifier,
  isMethodDeclaration,
  isNumericLiteral,
  isObjectLiteralExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isStringLiteral,
  isVariableDeclaration,
  type Node,
  NodeFlags,
  type ObjectLiteralExpression,
  SyntaxKind,
} from "typescript/unstable/ast";
import type { Symbol } from "typescript/unstable/sync";
import { textOf, unwrap } from "./condition.ts";
import { anyOf, decide, type FlowNode, guarded, type LeafNode } from "./flow-node.ts";
import { flowOfBody, flowOfCondition } from "./statement-flow.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Helpers within helpers, this deep; beyond, the type of the call tells where it leads, without its conditions. */
const deepestHelper = 12;

/** What following an expression needs to know. */
export interface Following {
  readonly vocabulary: Vocabulary;
  /** A method of the pipeline by name, as this pipeline has it, overrides considered. */
  readonly methodNamed: (name: string) => Node | undefined;
}

/** The flow of a function or method, from its body. */
export function flowOfFunction(declaration: Node, following: Following, within: readonly Node[] = []): FlowNode | undefined {
  const body = (declaration as Node & { body?: Block | Expression }).body;
  if (!body) return undefined;
  const stack = [...within, declaration];
  const returned = (expression: Expression) => flowOfOutcome(expression, following, stack);
  return isBlock(body) ? flowOfBody(body.statements, returned) : returned(body as Expression);
}

function flowOfOutcome(expression: Expression, following: Following, stack: readonly Node[]): FlowNode {
  const bare = unwrap(expression);
  const follow = (one: Expression) => flowOfOutcome(one, following, stack);
  if (isConditionalExpression(bare)) {
    return flowOfCondition("conditional", bare.condition, follow(bare.whenTrue), follow(bare.whenFalse));
  }
  if (isBinaryExpression(bare)) {
    switch (bare.operatorToken.kind) {
      case SyntaxKind.CommaToken:
        return follow(bare.right);
      case SyntaxKind.AmpersandAmpersandToken:
        return flowOfCondition("conditional", bare.left, follow(bare.right), leaf(bare.left));
      case SyntaxKind.BarBarToken:
      case SyntaxKind.QuestionQuestionToken:
        return anyOf([guarded(follow(bare.left)), follow(bare.right)]);
    }
  }
  if (isIdentifier(bare)) return flowOfVariable(bare, following, stack) ?? leaf(bare);
  if (isCallExpression(bare)) return flowOfCall(bare, following, stack) ?? leaf(bare);
  return leaf(bare);
}

function leaf(expression: Expression): LeafNode {
  return { kind: "leaf", expression };
}

function flowOfCall(call: CallExpression, following: Following, stack: readonly Node[]): FlowNode | undefined {
  const callee = unwrap(call.expression);
  if (isPropertyAccessExpression(callee)) {
    const name = callee.name.text;
    const [first, second] = call.arguments;
    const ofPipeline = callee.expression.kind === SyntaxKind.ThisKeyword && following.methodNamed(name) === undefined;
    if (ofPipeline && name === "next" && first) return flowOfTarget(first, call, following);
    if (ofPipeline && name === "done") return leaf(call);
    if (ofPipeline && name === "when" && first && second) return flowOfWhen(first, second, following, stack);
    if (name === "resolve" && first && callee.expression.getText() === "Promise") return flowOfOutcome(first, following, stack);
  }
  const declaration = declarationOf(callee, following);
  if (!declaration || stack.includes(declaration) || stack.length > deepestHelper) return undefined;
  // What a generic helper sets depends on the call, and what an annotated one gives is what its annotation says, to us as to the
  // compiler: there, the type of the call says it all.
  const { typeParameters, type } = declaration as Node & { typeParameters?: unknown; type?: unknown };
  if (typeParameters || type) return undefined;
  return flowOfFunction(declaration, following, stack);
}

/** A move whose target is chosen by a condition, as in `next(late ? "fly" : "drive")`, is a move in each case. */
function flowOfTarget(target: Expression, call: CallExpression, following: Following): FlowNode {
  const chosen = constantOf(unwrap(target), following);
  if (!isConditionalExpression(chosen)) return leaf(call);
  const [met, unmet] = [chosen.whenTrue, chosen.whenFalse].map((one): FlowNode => {
    const bare = unwrap(one);
    return isStringLiteral(bare) ? { kind: "leaf", expression: call, to: bare.text } : flowOfTarget(bare, call, following);
  }) as [FlowNode, FlowNode];
  return flowOfCondition("conditional", chosen.condition, met, unmet);
}

function constantOf(expression: Expression, { vocabulary }: Following): Expression {
  const declaration = isIdentifier(expression) ? vocabulary.symbolAt(expression)?.valueDeclaration?.resolve() : undefined;
  if (!declaration || !isVariableDeclaration(declaration) || !isConst(declaration) || !declaration.initializer) return expression;
  return unwrap(declaration.initializer);
}

/** The function that a callee refers to, where its source is the project's own. */
export function declarationOf(callee: Expression, { vocabulary, methodNamed }: Following): Node | undefined {
  if (isArrowFunction(callee) || isFunctionExpression(callee)) return callee;
  if (isPropertyAccessExpression(callee) && callee.expression.kind === SyntaxKind.ThisKeyword) {
    const method = methodNamed(callee.name.text);
    if (method) return method;
  }
  if (!isIdentifier(callee) && !isPropertyAccessExpression(callee)) return undefined;
  return functionOf(vocabulary.symbolAt(callee));
}

function functionOf(symbol: Symbol | undefined): Node | undefined {
  const handle = symbol?.valueDeclaration;
  if (!handle || handle.path.endsWith(".d.ts") || handle.path.includes("/node_modules/") || isPartOfOrchwits(handle.path)) return undefined;
  const declaration = handle.resolve();
  if (!declaration) return undefined;
  if (isFunctionDeclaration(declaration) || isMethodDeclaration(declaration)) return declaration;
  const initializer = (declaration as Node & { initializer?: Expression }).initializer;
  const value = initializer && unwrap(initializer);
  return value && (isArrowFunction(value) || isFunctionExpression(value)) ? value : undefined;
}

function isPartOfOrchwits(path: string): boolean {
  return /\/authoring\/(?:pipeline|outcome|step|retry-later)\.ts$/.test(path);
}

function flowOfWhen(value: Expression, cases: Expression, following: Following, stack: readonly Node[]): FlowNode | undefined {
  const table = tableOf(cases, following);
  if (!table) return undefined;
  const branches: { case: string | null; flow: FlowNode }[] = [];
  for (const property of table.properties) {
    if (!isPropertyAssignment(property)) return undefined;
    const matched = caseOf(property.name);
    if (matched === undefined) return undefined;
    branches.push({ case: matched, flow: flowOfOutcome(property.initializer, following, stack) });
  }
  branches.sort((one, other) => Number(one.case === null) - Number(other.case === null));
  return decide({ construct: "when", subject: textOf(unwrap(value)), at: value, branches });
}

function tableOf(cases: Expression, following: Following): ObjectLiteralExpression | undefined {
  const bare = unwrap(cases);
  if (isObjectLiteralExpression(bare)) return bare;
  if (!isIdentifier(bare)) return undefined;
  const declaration = following.vocabulary.symbolAt(bare)?.valueDeclaration?.resolve();
  if (!declaration || !isVariableDeclaration(declaration) || !isConst(declaration) || !declaration.initializer) return undefined;
  const initializer = unwrap(declaration.initializer);
  return isObjectLiteralExpression(initializer) ? initializer : undefined;
}

/** The value that a property of cases matches, null for the default; undefined where its name is none that can be read. */
function caseOf(name: Node): string | null | undefined {
  const isComputed = isComputedPropertyName(name);
  const key = isComputed ? unwrap(name.expression) : name;
  if (isStringLiteral(key) || isNumericLiteral(key) || (isIdentifier(key) && !isComputed)) {
    return key.text === "default" ? null : caseName(key.text);
  }
  // The member of an enum, or a constant: said as in the source, like the cases of a `switch`.
  return isComputed ? textOf(key) : undefined;
}

/** A property name as the value that it matches: numbers and booleans bare, everything else as a string. */
function caseName(name: string): string {
  return /^(?:true|false|-?\d+(?:\.\d+)?)$/.test(name) ? name : `'${name}'`;
}

/** Whether a declaration is of a constant. */
export function isConst(declaration: Node): boolean {
  return (declaration.parent.flags & NodeFlags.Const) !== 0;
}

/** A variable's outcome: its initial value, or every value that the function assigns to it. */
function flowOfVariable(name: Expression, following: Following, stack: readonly Node[]): FlowNode | undefined {
  const declaration = following.vocabulary.symbolAt(name)?.valueDeclaration?.resolve();
  if (!declaration || !isVariableDeclaration(declaration) || !isIdentifier(declaration.name) || stack.includes(declaration))
    return undefined;
  const within = [...stack, declaration];
  const follow = (one: Expression) => flowOfOutcome(one, following, within);
  if (isConst(declaration)) return declaration.initializer && follow(declaration.initializer);
  const scope = enclosingFunction(declaration);
  if (!scope) return undefined;
  const assigned = assignmentsTo(declaration.name.text, scope);
  const values = [...(declaration.initializer ? [declaration.initializer] : []), ...assigned];
  return values.length > 0 ? anyOf(values.map(follow)) : undefined;
}

function enclosingFunction(node: Node): Node | undefined {
  let current = node.parent as Node | undefined;
  while (current && !(current as Node & { body?: Node }).body) current = current.parent as Node | undefined;
  return current;
}

function assignmentsTo(name: string, scope: Node): Expression[] {
  const found: Expression[] = [];
  const visit = (node: Node): void => {
    if (
      isBinaryExpression(node) &&
      node.operatorToken.kind === SyntaxKind.EqualsToken &&
      isIdentifier(node.left) &&
      node.left.text === name
    ) {
      found.push(node.right);
    }
    node.forEachChild(visit);
  };
  visit(scope);
  return found;
}

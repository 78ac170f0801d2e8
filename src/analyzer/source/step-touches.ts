/** What a step touches outside its state: fields of `this` and variables of the module, also through the helpers it calls. */
import {
  type CallExpression,
  isBinaryExpression,
  isCallExpression,
  isClassDeclaration,
  isDeleteExpression,
  isElementAccessExpression,
  isIdentifier,
  isPostfixUnaryExpression,
  isPrefixUnaryExpression,
  isPropertyAccessExpression,
  isStringLiteral,
  isVariableStatement,
  type Node,
  type SourceFile,
  SyntaxKind,
} from "typescript/unstable/ast";
import type { Checker } from "typescript/unstable/sync";
import type { Touch } from "../../model/graph.ts";
import { unwrap } from "./condition.ts";
import type { FoundStep } from "./found-step.ts";
import { delayOfMove, type LaterMove } from "./move-delay.ts";
import { declarationOf, type Following } from "./outcome-flow.ts";
import type { PlaceOf } from "./place-of.ts";

/** Methods of the language's own containers that change them. */
const mutators = new Set("push pop shift unshift splice sort reverse fill copyWithin set add delete clear".split(" "));

/** What a step does besides returning an outcome. */
export interface Doings {
  readonly touches: readonly Touch[];
  /** The moves that wait, and that are made where only their types lead. */
  readonly laterMoves: readonly LaterMove[];
}

/** What reading a step's doings needs. */
export interface DoingsReading {
  readonly checker: Checker;
  readonly following: Following;
  readonly fields: ReadonlySet<string>;
  readonly placeOf: PlaceOf;
}

export function readDoings({ method, leaves }: Pick<FoundStep, "method" | "leaves">, reading: DoingsReading): Doings {
  const { checker, following, fields, placeOf } = reading;
  const touches: Touch[] = [];
  const laterMoves: LaterMove[] = [];
  const bodies = new Set<Node>([method]);
  for (const body of bodies) {
    const variables = moduleVariables(body.getSourceFile());
    const visit = (node: Node): void => {
      const touched = touchedBy(node, fields, variables);
      if (touched) touches.push({ ...touched, access: isWrite(node) ? "write" : "read", at: placeOf(node) });
      if (isCallExpression(node)) {
        const callee = unwrap(node.expression);
        const called = mayBeOwnFunction(callee) ? declarationOf(callee, following) : undefined;
        if (called) bodies.add(called);
        if (isPropertyAccessExpression(callee) && callee.name.text === "next" && !leaves.has(node))
          laterMoves.push(...laterMove(node, checker));
      }
      node.forEachChild(visit);
    };
    // Not its decorators: they run when the class is made, not when the step does.
    body.forEachChild((child) => (child.kind === SyntaxKind.Decorator ? undefined : visit(child)));
  }
  return { touches, laterMoves };
}

function laterMove(call: CallExpression, checker: Checker): LaterMove[] {
  const after = delayOfMove(call, checker);
  const [target] = call.arguments;
  return after === undefined ? [] : [{ ...(target && isStringLiteral(target) && { to: target.text }), after }];
}

/** Whether it pays to ask the compiler what a callee is: most calls are of methods of values, which are not our business. */
function mayBeOwnFunction(callee: Node): boolean {
  if (isIdentifier(callee)) return true;
  if (!isPropertyAccessExpression(callee)) return false;
  if (callee.expression.kind === SyntaxKind.SuperKeyword) return true;
  if (callee.expression.kind === SyntaxKind.ThisKeyword) return !["next", "when", "done"].includes(callee.name.text);
  return isIdentifier(callee.expression) && /^[A-Z]|^[a-z]+$/.test(callee.expression.text) && callee.expression.text !== "console";
}

function touchedBy(node: Node, fields: ReadonlySet<string>, variables: ReadonlySet<string>): Pick<Touch, "kind" | "name"> | undefined {
  if (isPropertyAccessExpression(node)) {
    const name = node.name.text;
    if (node.expression.kind === SyntaxKind.ThisKeyword && fields.has(name)) return { kind: "field", name };
    const owner = isIdentifier(node.expression) ? node.expression.text : undefined;
    if (owner && fields.has(name) && isStaticOwner(node, owner)) return { kind: "field", name: `${owner}.${name}` };
    return undefined;
  }
  if (!isIdentifier(node) || !variables.has(node.text) || isNameOnly(node) || isShadowed(node)) return undefined;
  return { kind: "variable", name: node.text };
}

function isStaticOwner(node: Node, owner: string): boolean {
  return node.getSourceFile().statements.some((statement) => isClassDeclaration(statement) && statement.name?.text === owner);
}

const variablesOfFile = new WeakMap<SourceFile, ReadonlySet<string>>();

function moduleVariables(sourceFile: SourceFile): ReadonlySet<string> {
  let names = variablesOfFile.get(sourceFile);
  if (!names) {
    names = new Set(
      sourceFile.statements
        .filter(isVariableStatement)
        .flatMap((statement) => statement.declarationList.declarations)
        .flatMap(({ name }) => (isIdentifier(name) ? [name.text] : [])),
    );
    variablesOfFile.set(sourceFile, names);
  }
  return names;
}

/** A property's name, a label, a declaration's own name: the same word, but not the variable. */
function isNameOnly(node: Node): boolean {
  const parent = node.parent as Node & { name?: Node; propertyName?: Node };
  if (parent.kind === SyntaxKind.ShorthandPropertyAssignment) return false;
  return parent.name === node || parent.propertyName === node;
}

/** Whether a parameter or a local variable of the same name stands between the use and the module. */
function isShadowed(node: Node & { text: string }): boolean {
  for (
    let scope = node.parent as Node | undefined;
    scope && scope.kind !== SyntaxKind.SourceFile;
    scope = scope.parent as Node | undefined
  ) {
    const { parameters } = scope as { parameters?: readonly Node[] };
    if (parameters?.some((parameter) => declares(parameter, node.text))) return true;
    const { statements } = scope as { statements?: readonly Node[] };
    if (
      statements?.some(
        (statement) => isVariableStatement(statement) && statement.declarationList.declarations.some((one) => declares(one, node.text)),
      )
    )
      return true;
  }
  return false;
}

function declares(declaration: Node, text: string): boolean {
  const { name } = declaration as Node & { name?: Node & { text?: string; elements?: readonly Node[] } };
  return name?.text === text || (name?.elements?.some((element) => declares(element, text)) ?? false);
}

/** Whether a variable or field, or something within it, is changed where it stands. */
function isWrite(node: Node): boolean {
  let target = node;
  let { parent } = target;
  while ((isPropertyAccessExpression(parent) || isElementAccessExpression(parent)) && parent.expression === target) {
    if (
      isPropertyAccessExpression(parent) &&
      mutators.has(parent.name.text) &&
      isCallExpression(parent.parent) &&
      parent.parent.expression === parent
    )
      return true;
    target = parent;
    parent = parent.parent;
  }
  if (isBinaryExpression(parent) && parent.left === target) {
    const operator = parent.operatorToken.kind;
    return operator >= SyntaxKind.FirstAssignment && operator <= SyntaxKind.LastAssignment;
  }
  if (isPostfixUnaryExpression(parent)) return true;
  if (isPrefixUnaryExpression(parent))
    return parent.operator === SyntaxKind.PlusPlusToken || parent.operator === SyntaxKind.MinusMinusToken;
  return isDeleteExpression(parent);
}

/**
 * The common form of a move, `this.next("step", { key: value }, { drop: "x" })`, read from its syntax. The compiler is another process:
 * a pipeline of thousands of moves is read in one question about all their values, instead of five questions each.
 */
import {
  type CallExpression,
  type Expression,
  isArrayLiteralExpression,
  isCallExpression,
  isIdentifier,
  isObjectLiteralExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isStringLiteral,
  type Node,
  SyntaxKind,
} from "typescript/unstable/ast";
import { unwrap } from "./condition.ts";

/** A move whose target, keys and drops are all written out. */
export interface SimpleMove {
  readonly to: string;
  readonly updates: readonly SimpleUpdate[];
  readonly drops: readonly string[] | "*";
  /** The expression that says how long it waits. */
  readonly after: Expression | undefined;
}

export interface SimpleUpdate {
  readonly key: string;
  /** The property, for its place. */
  readonly property: Node;
  /** The expression whose type is the key's. */
  readonly value: Node;
}

/** Reads the common form, or nothing where any part of it takes the compiler to tell. */
export function readSimpleMove(expression: Expression): SimpleMove | undefined {
  if (!isCallOfThis(expression, "next") || expression.typeArguments) return undefined;
  const [target, updates, options, ...more] = expression.arguments;
  if (!target || !isStringLiteral(target) || more.length > 0) return undefined;
  const read = updates ? readUpdates(updates) : [];
  const how = options ? readOptions(options) : { drops: [], after: undefined };
  return read && how ? { to: target.text, updates: read, ...how } : undefined;
}

/** Whether an expression is `this.next(…)`, or whatever else it is asked for. */
export function isCallOfThis(node: Node, name: string): node is CallExpression {
  if (!isCallExpression(node) || !isPropertyAccessExpression(node.expression)) return false;
  return node.expression.expression.kind === SyntaxKind.ThisKeyword && node.expression.name.text === name;
}

function readUpdates(expression: Expression): SimpleUpdate[] | undefined {
  if (!isObjectLiteralExpression(expression)) return undefined;
  const updates = new Map<string, SimpleUpdate>();
  for (const property of expression.properties) {
    if (!isPropertyAssignment(property) && !isShorthandPropertyAssignment(property)) return undefined;
    const key = keyOf(property.name);
    if (key === undefined) return undefined;
    updates.set(key, { key, property, value: isPropertyAssignment(property) ? property.initializer : property.name });
  }
  return [...updates.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
}

function readOptions(expression: Expression): Pick<SimpleMove, "drops" | "after"> | undefined {
  if (!isObjectLiteralExpression(expression)) return undefined;
  let drops: readonly string[] | "*" = [];
  let after: Expression | undefined;
  for (const property of expression.properties) {
    if (!isPropertyAssignment(property)) return undefined;
    const key = keyOf(property.name);
    const value = unwrap(property.initializer);
    if (key === "after") after = value;
    else if (key === "drop") {
      const names = namesOf(value);
      if (!names) return undefined;
      drops = names.includes("*") ? "*" : [...names].sort();
    }
  }
  return { drops, after };
}

function namesOf(value: Expression): string[] | undefined {
  if (isStringLiteral(value)) return [value.text];
  if (!isArrayLiteralExpression(value)) return undefined;
  const names = value.elements.map((element) => (isStringLiteral(element) ? element.text : undefined));
  return names.every((name) => name !== undefined) ? names : undefined;
}

function keyOf(name: Node): string | undefined {
  return isIdentifier(name) || isStringLiteral(name) ? name.text : undefined;
}

/** How long a move waits: the duration where the source or the type tells it, else the source of the expression, which may be any. */
import {
  type CallExpression,
  type Expression,
  isIdentifier,
  isObjectLiteralExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isSpreadAssignment,
  isStringLiteral,
  type Node,
  type ObjectLiteralExpression,
} from "typescript/unstable/ast";
import type { Checker } from "typescript/unstable/sync";
import { textOf, unwrap } from "./condition.ts";

/** A move that waits, and that its step returns in a way that only the type system follows. */
export interface LaterMove {
  /** Absent where it is no literal. */
  readonly to?: string;
  readonly after: string;
}

/** The delay that `this.next(target, updates, options)` asks for. */
export function delayOfMove({ arguments: [, , options] }: CallExpression, checker: Checker): string | undefined {
  if (!options) return undefined;
  const property = propertyOf(options, "after");
  const value = property && valueOf(property);
  if (value) return durationText(value, checker);
  const bare = unwrap(options);
  if (isObjectLiteralExpression(bare) && !bare.properties.some(isSpreadAssignment)) return undefined;
  const type = checker.getTypeAtLocation(bare);
  const shapes = type?.isUnionType() ? type.getTypes() : type ? [type] : [];
  const symbols = shapes.flatMap((shape) => checker.getPropertyOfType(shape, "after") ?? []);
  if (symbols.length === 0) return undefined;
  const [only, ...more] = checker.getTypeOfSymbol(symbols);
  return more.length === 0 && only?.isStringLiteralType() ? only.value : textOf(bare);
}

/** A duration as the graph has it. */
export function durationText(expression: Node, checker: Checker): string {
  const bare = unwrap(expression as Expression);
  if (isStringLiteral(bare)) return bare.text;
  const type = checker.getTypeAtLocation(bare);
  return type?.isStringLiteralType() ? type.value : textOf(bare);
}

/** The delay of a move to a step that some of a step's moves may be, though none can be told to be it. */
export function delayElsewhere(to: string | null, moves: readonly LaterMove[]): string | undefined {
  const delays = new Set(moves.flatMap((move) => (to === null || (move.to ?? to) === to ? [move.after] : [])));
  return delays.size > 0 ? [...delays].sort().join(" | ") : undefined;
}

/** The object literal's own property, where an expression is one. */
export function propertyOf(expression: Node, name: string): Node | undefined {
  const literal = unwrap(expression as Expression);
  if (!isObjectLiteralExpression(literal)) return undefined;
  return literal.properties.find(
    (property) => (isPropertyAssignment(property) || isShorthandPropertyAssignment(property)) && nameOf(property.name) === name,
  );
}

/** The expression that makes a property, unless what is spread after it may make another. */
export function valueOf(property: Node): Node | undefined {
  const { properties } = property.parent as ObjectLiteralExpression;
  const later = properties.slice(properties.indexOf(property as never));
  if (later.some(isSpreadAssignment)) return undefined;
  if (isPropertyAssignment(property)) return property.initializer;
  return isShorthandPropertyAssignment(property) ? property.name : undefined;
}

function nameOf(name: Node): string {
  return isIdentifier(name) || isStringLiteral(name) ? name.text : name.getText();
}

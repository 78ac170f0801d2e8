/** What an outcome's type says: the steps it moves to, the keys it sets, the keys it drops. */
import { isCallExpression, type Node } from "typescript/unstable/ast";
import { type Checker, SymbolFlags, type Type, TypeFlags } from "typescript/unstable/sync";
import type { DoneEdge, Edge, NextEdge, Update } from "../../model/graph.ts";
import type { JsonFaultOf } from "./json-fault.ts";
import { allowsUndefined } from "./json-schema.ts";
import { delayElsewhere, delayOfMove, durationText, type LaterMove, propertyOf, valueOf } from "./move-delay.ts";
import type { PlaceOf } from "./place-of.ts";
import { isCallOfThis, type SimpleMove } from "./simple-move.ts";
import type { TypeTable } from "./type-table.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { writtenBytes } from "./written-bytes.ts";

/** What reading an outcome needs. */
export interface OutcomeReading {
  readonly checker: Checker;
  readonly vocabulary: Vocabulary;
  readonly types: TypeTable;
  readonly jsonFaultOf: JsonFaultOf;
  readonly placeOf: PlaceOf;
  /** The moves of the step in hand that wait, as far as they are made where only their types lead. */
  readonly laterMoves?: readonly LaterMove[];
  /** The types of expressions and type nodes that were asked for all at once. */
  readonly typeAt: (node: Node) => Type | undefined;
}

/** The edge of a move in the common form. */
export function edgeOfSimpleMove({ to, updates, drops, after }: SimpleMove, expression: Node, reading: OutcomeReading): NextEdge {
  const sets: Record<string, Update> = {};
  for (const { key, property, value } of updates) {
    const type = reading.typeAt(value);
    if (type) addUpdate(sets, key, { type, optional: allowsUndefined(type), value, at: property }, reading);
  }
  const delay = after && durationText(after, reading.checker);
  return {
    kind: "next",
    to,
    sets,
    setsMore: false,
    drops,
    ...(delay === undefined ? {} : { after: delay }),
    at: reading.placeOf(expression),
  };
}

/** A value that is set: its type, and the expression that makes it where there is one. */
interface SetValue {
  readonly type: Type;
  readonly optional: boolean;
  readonly value: Node | undefined;
  readonly at: Node;
}

function addUpdate(sets: Record<string, Update>, key: string, { type, optional, value, at }: SetValue, reading: OutcomeReading): void {
  const lossy = reading.jsonFaultOf(type, key);
  const update: Update = {
    type: reading.types.indexOf(type),
    optional,
    ...boundOf(type, value, reading),
    ...(lossy ? { lossy } : {}),
    at: reading.placeOf(at),
  };
  // Not an assignment: a key may be named `__proto__`.
  Object.defineProperty(sets, key, { value: update, enumerable: true });
}

/** How long its JSON gets, where the expression tells more than the type. */
function boundOf(type: Type, value: Node | undefined, reading: OutcomeReading): { readonly mostBytes?: number } {
  const longest = reading.types.longestOf(type);
  const mostBytes = value && (!longest || longest.mayHoldMore) ? writtenBytes(value, reading) : undefined;
  return mostBytes === undefined ? {} : { mostBytes };
}

/** The members of a type that a step may return: promises awaited, unions taken apart. */
export function returnedMembers(type: Type, reading: OutcomeReading): readonly Type[] {
  if (type.flags & TypeFlags.Boolean) return [type];
  if (type.isUnionType()) return type.getTypes().flatMap((member) => returnedMembers(member, reading));
  if (type.isTypeReference() && type.getSymbol()?.name === "Promise") {
    const [awaited] = reading.checker.getTypeArguments(type);
    return awaited ? returnedMembers(awaited, reading) : [];
  }
  return [type];
}

/** The edges that an outcome type stands for, or undefined when it is no outcome type. */
export function edgesOfType(type: Type, expression: Node, reading: OutcomeReading): Edge[] | undefined {
  const { checker, vocabulary } = reading;
  if (type.flags & (TypeFlags.AnyOrUnknown | TypeFlags.Never) || !(type.flags & (TypeFlags.Object | TypeFlags.Intersection)))
    return undefined;
  const word = type.isTypeReference() ? vocabulary.wordOf(type.getSymbol()) : undefined;
  if (word === "Next" && type.isTypeReference()) {
    const [target, updates, drop] = checker.getTypeArguments(type);
    return target && updates && drop ? nextEdges(target, updates, drop, expression, reading) : undefined;
  }
  if (word === "Done" && type.isTypeReference()) {
    const [result] = checker.getTypeArguments(type);
    return result ? [doneEdge(result, expression, reading)] : undefined;
  }
  const target = checker.getPropertyOfType(type, "$next");
  const targetType = target && checker.getTypeOfSymbol(target);
  return targetType && targetType.flags & (TypeFlags.StringLike | TypeFlags.Union)
    ? replacementEdges(targetType, type, expression, reading)
    : undefined;
}

function nextEdges(target: Type, updates: Type, drop: Type, expression: Node, reading: OutcomeReading): NextEdge[] {
  // Names that are no literals may be any.
  const dropped = literals(drop);
  const drops = dropped === undefined || dropped.includes("*") ? ("*" as const) : [...dropped].sort();
  const call = isCallExpression(expression) ? expression : undefined;
  const isWritten = isCallOfThis(expression, "next");
  const delay = isWritten ? delayOfMove(expression, reading.checker) : undefined;
  return literalTargets(target).flatMap((to) => {
    const after = isWritten ? delay : delayElsewhere(to, reading.laterMoves ?? []);
    return alternatives(updates).map((set) => ({
      kind: "next",
      to,
      ...readUpdates(set, { updates: call?.arguments[1] ?? expression, isWritten, move: expression }, reading),
      drops,
      ...(after === undefined ? {} : { after }),
      at: reading.placeOf(expression),
    }));
  });
}

function replacementEdges(target: Type, type: Type, expression: Node, reading: OutcomeReading): NextEdge[] {
  const { sets, ...more } = readUpdates(type, { updates: expression, isWritten: true, move: expression }, reading);
  const { $next: _, ...rest } = sets;
  return literalTargets(target).map((to) => ({ kind: "next", to, sets: rest, ...more, drops: "*", at: reading.placeOf(expression) }));
}

function doneEdge(result: Type, expression: Node, reading: OutcomeReading): DoneEdge {
  const { types, jsonFaultOf, placeOf } = reading;
  const at = placeOf(expression);
  if (result.flags & (TypeFlags.Void | TypeFlags.Undefined)) return { kind: "done", at };
  const lossy = jsonFaultOf(result, "result");
  const value = isCallOfThis(expression, "done") ? expression.arguments[0] : undefined;
  return { kind: "done", result: types.indexOf(result), ...boundOf(result, value, reading), ...(lossy ? { lossy } : {}), at };
}

/** Where updates are made. */
interface UpdatesSource {
  /** The expression of the updates, or of something that their helper makes them from. */
  readonly updates: Node;
  /** Whether it is the updates themselves. */
  readonly isWritten: boolean;
  /** The move as a whole. */
  readonly move: Node;
}

function readUpdates(
  type: Type,
  { updates, isWritten, move }: UpdatesSource,
  reading: OutcomeReading,
): Pick<NextEdge, "sets" | "setsMore" | "lossy"> {
  const { checker } = reading;
  const sets: Record<string, Update> = {};
  const symbols = [...checker.getPropertiesOfType(type)].sort((one, other) => (one.name < other.name ? -1 : 1));
  const held = symbols.length > 0 ? checker.getTypeOfSymbol(symbols) : [];
  for (const [index, symbol] of symbols.entries()) {
    const value = held[index];
    if (!value) continue;
    const optional = (symbol.flags & SymbolFlags.Optional) !== 0 || allowsUndefined(value);
    const property = propertyOf(updates, symbol.name);
    const written = isWritten ? property && valueOf(property) : undefined;
    addUpdate(sets, symbol.name, { type: value, optional, value: written, at: property ?? (isWritten ? updates : move) }, reading);
  }
  const more = checker.getIndexInfosOfType(type);
  const lossy = more.map(({ valueType }) => reading.jsonFaultOf(valueType, "[…]")).find((fault) => fault !== undefined);
  return { sets, setsMore: more.length > 0, ...(lossy ? { lossy } : {}) };
}

/** Updates that are one of several shapes make one edge each. */
function alternatives(updates: Type): readonly Type[] {
  return updates.isUnionType() ? updates.getTypes() : [updates];
}

/** The names that a target can have; null where one is no literal. */
function literalTargets(target: Type): readonly (string | null)[] {
  return literals(target) ?? [null];
}

function literals(type: Type): string[] | undefined {
  if (type.flags & TypeFlags.Never) return [];
  if (type.isStringLiteralType()) return [type.value];
  if (!type.isUnionType()) return undefined;
  const members = type.getTypes().map((member) => (member.isStringLiteralType() ? member.value : undefined));
  return members.every((member) => member !== undefined) ? (members as string[]) : undefined;
}

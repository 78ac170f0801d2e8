/** What a step reads: the keys of its parameter's type. */
import { isIdentifier, isObjectBindingPattern, type MethodDeclaration, type Node } from "typescript/unstable/ast";
import { type Signature, SymbolFlags, type Type, TypeFlags } from "typescript/unstable/sync";
import type { Read, Unread } from "../../model/graph.ts";
import { allowsUndefined } from "./json-schema.ts";
import type { OutcomeReading } from "./read-updates.ts";
import type { SimpleRead } from "./simple-parameter.ts";

/** A step's reads, and what could not be told of them. */
export interface StepReads {
  readonly reads: Readonly<Record<string, Read>>;
  readonly readsAll: boolean;
  readonly unread: readonly Unread[];
}

/** Reads in the common form. */
export function readSimpleReads(
  method: MethodDeclaration,
  simple: readonly SimpleRead[],
  { typeAt, types, placeOf }: OutcomeReading,
): StepReads {
  const parameter = method.parameters[0] ?? method;
  const reads: Record<string, Read> = {};
  for (const { key, optional, type: node } of simple) {
    const type = typeAt(node);
    if (type)
      addRead(reads, key, {
        type: types.indexOf(type),
        optional: optional || mayBeUndefined(type),
        at: placeOf(bindingOf(parameter, key) ?? parameter),
      });
  }
  return { reads, readsAll: false, unread: [] };
}

function addRead(reads: Record<string, Read>, key: string, read: Read): void {
  // Not an assignment: a key may be named `__proto__`.
  Object.defineProperty(reads, key, { value: read, enumerable: true });
}

function mayBeUndefined(type: Type): boolean {
  return !(type.flags & TypeFlags.AnyOrUnknown) && allowsUndefined(type);
}

/** Reads of any parameter, as the signature has its type. */
export function readStepReads(method: MethodDeclaration, signature: Signature | undefined, reading: OutcomeReading): StepReads {
  const parameter = method.parameters[0];
  const type = parameter && signature && reading.checker.getParameterType(signature, 0);
  if (!parameter || !type) return { reads: {}, readsAll: false, unread: [] };
  const shapes = shapesOf(type);
  if (shapes.some(({ flags }) => flags & TypeFlags.AnyOrUnknown)) return { reads: {}, readsAll: true, unread: [] };
  const readsAll = shapes.some((shape) => reading.checker.getIndexInfosOfType(shape).length > 0);
  const [only] = shapes;
  if (shapes.length <= 1) return { reads: only ? readsOf(only, parameter, reading) : {}, readsAll, unread: [] };
  return {
    // The keys that all shapes have, each with its types from all of them, win over what single shapes say.
    reads: { ...mergeShapes(shapes.map((shape) => readsOf(shape, parameter, reading))), ...readsOf(type, parameter, reading) },
    readsAll,
    unread: [
      {
        reason: `step '${method.name.getText()}' takes one of several shapes of state, of which only the keys that all have can be checked`,
        fix: "Name the keys in one object type, those that may be absent with '?'.",
        at: reading.placeOf(parameter),
      },
    ],
  };
}

function shapesOf(type: Type): readonly Type[] {
  const members = type.isUnionType() ? type.getTypes() : [type];
  return members.filter(({ flags }) => !(flags & (TypeFlags.Undefined | TypeFlags.Null | TypeFlags.Void)));
}

function readsOf(type: Type, parameter: Node & { name?: Node }, { checker, types, placeOf }: OutcomeReading): Record<string, Read> {
  const symbols = [...checker.getPropertiesOfType(type)]
    .filter(({ name }) => !name.startsWith("__@"))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const held = symbols.length > 0 ? checker.getTypeOfSymbol(symbols) : [];
  const reads: Record<string, Read> = {};
  for (const [index, symbol] of symbols.entries()) {
    const value = held[index];
    if (!value) continue;
    const optional = (symbol.flags & SymbolFlags.Optional) !== 0 || mayBeUndefined(value);
    addRead(reads, symbol.name, { type: types.indexOf(value), optional, at: placeOf(bindingOf(parameter, symbol.name) ?? parameter) });
  }
  return reads;
}

function bindingOf({ name: pattern }: Node & { name?: Node }, key: string): Node | undefined {
  if (!pattern || !isObjectBindingPattern(pattern)) return undefined;
  return pattern.elements.find(({ propertyName, name }) => {
    const named = propertyName ?? name;
    return named !== undefined && (isIdentifier(named) ? named.text : (named as { text?: string }).text) === key;
  });
}

/** Keys that only some shapes have are optional: which shape arrives is the run's business. */
function mergeShapes(shapes: readonly Readonly<Record<string, Read>>[]): Record<string, Read> {
  const reads: Record<string, Read> = {};
  const names = [...new Set(shapes.flatMap((shape) => Object.keys(shape)))].sort();
  for (const name of names) {
    const found = shapes.flatMap((shape) => shape[name] ?? []);
    const [read] = found;
    if (read) reads[name] = { ...read, optional: found.length < shapes.length || found.some(({ optional }) => optional) };
  }
  return reads;
}

/**
 * Which steps may be run later by `RetryLater`, and when: those whose code mentions the class, or mentions code that does. Whether such
 * code is called on the spot, handed on or reached through an interface makes no difference, so that no step's function lacks what it takes
 * to be run later. Only what a package throws is not seen, unless the step mentions `RetryLater` itself.
 */
import {
  isCallExpression,
  isNewExpression,
  isPropertyAccessExpression,
  isVariableDeclaration,
  type Node,
  type SourceFile,
  SyntaxKind,
} from "typescript/unstable/ast";
import type { Checker } from "typescript/unstable/sync";
import { aliasesOf, type CodeUnit, unitsOf, visitMentions } from "./code-units.ts";
import { durationText } from "./move-delay.ts";
import type { Vocabulary } from "./vocabulary.ts";

const word = "RetryLater";

/** Tells how long the `RetryLater` of a step ask to wait, sorted: durations or sources of expressions. Undefined where there are none. */
export type RetryDelaysOf = (method: Node) => readonly string[] | undefined;

interface Mention {
  readonly by: CodeUnit;
  readonly node: Node;
}

/** @param files the project's own, as far as the pipeline is made of them */
export function readRetryDelays(files: readonly SourceFile[], checker: Checker, vocabulary: Vocabulary): RetryDelaysOf {
  if (!files.some(({ text }) => text.includes(word))) return () => undefined;
  const units = files.flatMap(unitsOf);
  const unitAt = new Map(units.map((unit) => [unit.node, unit]));
  const mentions = new Map<string, Mention[]>();
  for (const by of units) {
    visitMentions(by.code, (node) => {
      const known = mentions.get(node.text);
      if (known) known.push({ by, node });
      else mentions.set(node.text, [{ by, node }]);
    });
  }
  const aliases = aliasesOf(files);
  const mentionsOf = (name: string): Mention[] => [...aliases(name)].flatMap((one) => mentions.get(one) ?? []);

  const delays = new Map<CodeUnit, Set<string>>();
  const add = (unit: CodeUnit, more: Iterable<string>): boolean => {
    const known = delays.get(unit) ?? new Set();
    const before = known.size;
    for (const one of more) known.add(one);
    delays.set(unit, known);
    return known.size > before;
  };
  for (const { by, node } of mentionsOf(word)) {
    if (vocabulary.wordAt(wholeName(node)) === word) add(by, [delayAt(wholeName(node), by, checker)]);
  }

  const paths = new Set<string>(files.map(({ path }) => path));
  const declarationAt = memoize((node: Node): Node | undefined => {
    const handle = vocabulary.symbolAt(node)?.valueDeclaration;
    return handle && paths.has(handle.path) ? handle.resolve() : undefined;
  });
  const mentionedBy = memoize((unit: CodeUnit): CodeUnit[] => {
    const all = unit.names.flatMap(mentionsOf).filter(({ by }) => by !== unit);
    return [...new Set(all.filter(({ node }) => means(node, declarationAt(node), unit, unitAt)).map(({ by }) => by))];
  });
  const pending = [...delays.keys()];
  for (const unit of pending) {
    for (const by of mentionedBy(unit)) if (add(by, delays.get(unit) ?? [])) pending.push(by);
  }

  return (method) => {
    const unit = unitOf(method, unitAt);
    const found = unit && delays.get(unit);
    return found && [...found].sort();
  };
}

/** Whether a mention of what is declared elsewhere may turn out to be one of a unit when it runs. */
function means(mention: Node, declaration: Node | undefined, unit: CodeUnit, unitAt: ReadonlyMap<Node, CodeUnit>): boolean {
  if (!declaration) return false;
  if (unitOf(declaration, unitAt) === unit) return true;
  if (declaration.kind === SyntaxKind.BindingElement) return isImported(declaration);
  // A method of the same name, which it may implement or override.
  return unit.owner !== undefined && methods.has(declaration.kind) && isCalled(wholeName(mention));
}

const methods = new Set([
  SyntaxKind.MethodSignature,
  SyntaxKind.PropertySignature,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.PropertyDeclaration,
]);

/** `const { poll } = await import("./poll.ts")` */
function isImported({ parent: { parent } }: Node): boolean {
  return isVariableDeclaration(parent) && parent.initializer !== undefined && /\bimport\(/.test(parent.initializer.getText());
}

function isCalled(callee: Node): boolean {
  return isCallExpression(callee.parent) && callee.parent.expression === callee;
}

/** The unit that a node is or stands in. */
function unitOf(node: Node, unitAt: ReadonlyMap<Node, CodeUnit>): CodeUnit | undefined {
  let current: Node | undefined = node;
  while (current && !unitAt.has(current)) current = current.parent as Node | undefined;
  return current && unitAt.get(current);
}

/** `orchwits.RetryLater` for its last word. */
function wholeName(node: Node): Node {
  return isPropertyAccessExpression(node.parent) && node.parent.name === node ? node.parent : node;
}

/** What a mention of the class says: the delay that is asked for, or its name for any. */
function delayAt(mention: Node, { code }: CodeUnit, checker: Checker): string {
  const { parent } = mention;
  if (isNewExpression(parent) && parent.expression === mention && parent.arguments?.[0]) return durationText(parent.arguments[0], checker);
  // `class NotReady extends RetryLater { constructor() { super("30s"); } }`
  const given = parent.kind === SyntaxKind.ExpressionWithTypeArguments ? code.flatMap(argumentOfSuper) : [];
  return given[0] ? durationText(given[0], checker) : word;
}

function argumentOfSuper(node: Node): Node[] {
  if (isCallExpression(node) && node.expression.kind === SyntaxKind.SuperKeyword) return [...node.arguments].slice(0, 1);
  const found: Node[] = [];
  node.forEachChild((child) => {
    found.push(...argumentOfSuper(child));
  });
  return found;
}

function memoize<K, V>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    if (!known.has(key)) known.set(key, make(key));
    return known.get(key) as V;
  };
}

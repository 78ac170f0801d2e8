/** Recognises the declarations of `orchwits` in a user's source, under whatever name they were imported. */

import { type Node, SyntaxKind } from "typescript/unstable/ast";
import { type Checker, type Symbol, SymbolFlags } from "typescript/unstable/sync";

/** The declarations that the analyzer gives a meaning to, and the files that declare them. */
const declarations = {
  step: /\/authoring\/step\.(?:d\.)?ts$/,
  Pipeline: /\/authoring\/pipeline\.(?:d\.)?ts$/,
  RetryLater: /\/authoring\/retry-later\.(?:d\.)?ts$/i,
  Next: /\/authoring\/outcome\.(?:d\.)?ts$/,
  Done: /\/authoring\/outcome\.(?:d\.)?ts$/,
  Outcome: /\/authoring\/outcome\.(?:d\.)?ts$/,
} as const;

/** A declaration of `orchwits`. */
export type Word = keyof typeof declarations;

/** Answers what a symbol or an expression of the source means to us. */
export interface Vocabulary {
  /** The word that a symbol stands for, aliases followed. */
  wordOf(symbol: Symbol | undefined): Word | undefined;
  /** The word that an expression, such as `step` or `orchwits.step`, refers to. */
  wordAt(expression: Node): Word | undefined;
  /** The symbol that an expression refers to, aliases followed. */
  symbolAt(expression: Node): Symbol | undefined;
}

export function makeVocabulary(checker: Checker): Vocabulary {
  const words = new Map<number, Word | undefined>();
  // A name means the same all over a file, as long as nothing shadows it there: asked once, not once per decorator.
  const named = new Map<string, Symbol | undefined>();

  const follow = (symbol: Symbol | undefined) => (symbol && symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);

  const wordOf = (symbol: Symbol | undefined): Word | undefined => {
    if (!symbol) return undefined;
    if (!words.has(symbol.id)) {
      const target = follow(symbol);
      const pattern = target && Object.hasOwn(declarations, target.name) ? declarations[target.name as Word] : undefined;
      const known = pattern !== undefined && target?.declarations.some((declaration) => pattern.test(declaration.path));
      words.set(symbol.id, known ? (target?.name as Word) : undefined);
    }
    return words.get(symbol.id);
  };

  // In `{ memory }` the name is that of the property first, and of the variable only if asked for it.
  const symbolAt = (expression: Node): Symbol | undefined =>
    follow(
      expression.parent?.kind === SyntaxKind.ShorthandPropertyAssignment
        ? checker.getShorthandAssignmentValueSymbol(expression.parent)
        : checker.getSymbolAtLocation(expression),
    );

  return {
    wordOf,
    symbolAt,
    wordAt(expression) {
      const name = `${expression.getSourceFile().path}:${expression.getText()}`;
      if (!named.has(name)) named.set(name, symbolAt(expression));
      return wordOf(named.get(name));
    },
  };
}

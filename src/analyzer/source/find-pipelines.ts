/** Finds the pipeline classes of a source file: declared in it, or exported through it. */
import {
  type ClassDeclaration,
  type ClassExpression,
  isCallExpression,
  isClassDeclaration,
  isClassExpression,
  isVariableStatement,
  ModifierFlags,
  type Node,
  type SourceFile,
  SyntaxKind,
} from "typescript/unstable/ast";
import { type Checker, type Symbol, SymbolFlags } from "typescript/unstable/sync";
import type { Vocabulary } from "./vocabulary.ts";

export type ClassNode = ClassDeclaration | ClassExpression;

/** A pipeline class and the classes that it inherits from, itself first, up to but without `Pipeline`. */
export interface PipelineClass {
  readonly name: string;
  readonly node: ClassNode;
  readonly chain: readonly ClassNode[];
}

/** Concrete pipelines only: an abstract one can't run, so it is read through those that extend it. */
export function findPipelines(sourceFile: SourceFile, checker: Checker, vocabulary: Vocabulary): PipelineClass[] {
  const classes: { name: string | undefined; node: ClassNode }[] = [];
  for (const statement of sourceFile.statements) {
    if (isClassDeclaration(statement)) classes.push({ name: statement.name?.text, node: statement });
    if (isVariableStatement(statement)) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        if (initializer && isClassExpression(initializer)) classes.push({ name: name.getText(), node: initializer });
      }
    }
  }
  const declared = new Set<Node>(classes.map(({ node }) => node));
  for (const { name, node } of exportedClasses(sourceFile, checker, vocabulary)) {
    if (declared.has(node)) continue;
    declared.add(node);
    classes.push({ name, node });
  }
  return classes.flatMap(({ name, node }) => {
    if (node.modifierFlags & ModifierFlags.Abstract) return [];
    const chain = chainOf(node, checker, vocabulary);
    return chain ? [{ name: name ?? node.name?.text ?? "default", node, chain }] : [];
  });
}

function exportedClasses(sourceFile: SourceFile, checker: Checker, vocabulary: Vocabulary): { name: string; node: ClassNode }[] {
  const reexports = sourceFile.statements.some(
    (statement) => statement.kind === SyntaxKind.ExportDeclaration || statement.kind === SyntaxKind.ExportAssignment,
  );
  const moduleSymbol = reexports ? checker.getSymbolAtLocation(sourceFile) : undefined;
  if (!moduleSymbol) return [];
  return checker.getExportsOfModule(moduleSymbol).flatMap((exported) => {
    const node = classOf(followed(exported, checker));
    return node && vocabulary.wordOf(exported) === undefined ? [{ name: node.name?.text ?? exported.name, node }] : [];
  });
}

function followed(symbol: Symbol, checker: Checker): Symbol {
  // The compiler breaks down when asked for what a symbol stands for that is no alias, as those of `export *` are.
  if (!(symbol.flags & SymbolFlags.Alias)) return symbol;
  const target = checker.getAliasedSymbol(symbol);
  return checker.isUnknownSymbol(target) ? symbol : target;
}

function classOf(symbol: Symbol | undefined): ClassNode | undefined {
  const declaration = symbol?.declarations.find(
    ({ kind, path }) => (kind === SyntaxKind.ClassDeclaration || kind === SyntaxKind.ClassExpression) && !path.endsWith(".d.ts"),
  );
  const node = declaration?.resolve();
  return node && (isClassDeclaration(node) || isClassExpression(node)) ? node : undefined;
}

/** The inheritance chain, or undefined when it doesn't lead to `Pipeline`. */
function chainOf(node: ClassNode, checker: Checker, vocabulary: Vocabulary): ClassNode[] | undefined {
  const chain = [node];
  for (let current = node; ; ) {
    const clause = current.heritageClauses?.find(({ token }) => token === SyntaxKind.ExtendsKeyword);
    const base = clause?.types[0]?.expression;
    if (!base) return undefined;
    const before: ClassNode = current;
    const named = isCallExpression(base) ? undefined : vocabulary.symbolAt(base);
    const isClass = vocabulary.wordOf(named) === "Pipeline" || classOf(named) !== undefined;
    for (const symbol of isClass ? [named] : mixedClasses(base, checker)) {
      if (vocabulary.wordOf(symbol) === "Pipeline") return chain;
      const parent = classOf(symbol);
      if (!parent || chain.includes(parent)) return undefined;
      chain.push(parent);
      current = parent;
    }
    if (current === before) return undefined;
  }
}

/** The classes that an expression such as `WithAudit(Base)` puts together, the mixed in ones before the base. */
function mixedClasses(expression: Node, checker: Checker): readonly (Symbol | undefined)[] {
  const type = checker.getTypeAtLocation(expression);
  return (type?.isIntersectionType() ? type.getTypes() : [type]).map((member) => member?.getSymbol());
}

/** A class of a source file that would be a pipeline, if the source of a class that it extends were there: its name and that class's. */
export function findHeirOfDeclarations(sourceFile: SourceFile, vocabulary: Vocabulary): { name: string; base: string } | undefined {
  for (const statement of sourceFile.statements) {
    if (!isClassDeclaration(statement) || !statement.name) continue;
    const seen = new Set<Node>();
    let declared: string | undefined;
    for (let current: Node | undefined = statement; current && isClassDeclaration(current) && !seen.has(current); ) {
      seen.add(current);
      const base: Node | undefined = current.heritageClauses?.find(({ token }) => token === SyntaxKind.ExtendsKeyword)?.types[0]
        ?.expression;
      const symbol: Symbol | undefined = base && vocabulary.symbolAt(base);
      if (declared !== undefined && vocabulary.wordOf(symbol) === "Pipeline") return { name: statement.name.text, base: declared };
      const declaration: Symbol["declarations"][number] | undefined = symbol?.declarations.find(
        ({ kind }) => kind === SyntaxKind.ClassDeclaration,
      );
      if (declaration && /\.d\.[mc]?ts$/.test(declaration.path)) declared ??= symbol?.name;
      current = declaration?.resolve();
    }
  }
  return undefined;
}

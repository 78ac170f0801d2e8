/** The statements of a pipeline's files that need not be there where nobody mentions what they declare: imports, functions, constants. */
import {
  type ClassDeclaration,
  isBindingElement,
  isClassDeclaration,
  isEnumDeclaration,
  isFunctionDeclaration,
  isHeritageClause,
  isIdentifier,
  isImportDeclaration,
  isImportSpecifier,
  isInterfaceDeclaration,
  isPropertyDeclaration,
  isTypeAliasDeclaration,
  isVariableStatement,
  ModifierFlags,
  type Node,
  type SourceFile,
  SyntaxKind,
  type VariableStatement,
} from "typescript/unstable/ast";
import type { Outline, OutlineConstant, OutlineStatement } from "../../model/outline.ts";
import { isNameOnly, isType } from "./member-uses.ts";
import { happens } from "./outline-constants.ts";
import type { OwnModules } from "./own-modules.ts";

/** The statements of a file, and what the rest of it mentions of them, classes of the chain left out: those have members. */
export function outlineStatements(
  file: SourceFile,
  chain: ReadonlySet<Node>,
  constants: readonly OutlineConstant[],
  modules: OwnModules,
): { readonly statements: readonly OutlineStatement[]; readonly always: Outline["always"][number] } {
  const made = new Set(constants.filter((constant) => constant.file === file.fileName).map(({ start }) => start));
  const asked = namesAsked(file, modules);
  const statements: OutlineStatement[] = [];
  const always = new Set<string>();
  // JSX mentions what it is made with by not mentioning it.
  const leavesOut = !/x$/.test(file.fileName);
  for (const statement of file.statements) {
    const declares = leavesOut ? declaredBy(statement, made) : undefined;
    const mentions = mentionsOf([statement], chain);
    if (declares && !declares.some((name) => asked === "all" || asked.has(name)) && !isDefaultExport(statement)) {
      statements.push({ file: file.fileName, start: statement.getStart(), end: statement.end, declares, mentions });
    } else for (const name of [...mentions, ...(declares ?? [])]) always.add(name);
  }
  return { statements, always: { file: file.fileName, mentions: [...always].sort() } };
}

/** The names that code mentions, be they of the module or not. */
export function mentionsOf(nodes: readonly Node[], leftOut: ReadonlySet<Node> = new Set()): string[] {
  const found = new Set<string>();
  const visit = (node: Node): void => {
    if (isType(node)) return;
    if (isIdentifier(node) && !isNameOnly(node)) found.add(node.text);
    // Of a class of the chain, only what is no member of it: what it extends, and what decorates it.
    if (leftOut.has(node))
      node.forEachChild((child) => (isHeritageClause(child) || child.kind === SyntaxKind.Decorator ? visit(child) : undefined));
    else node.forEachChild(visit);
  };
  for (const node of nodes) visit(node);
  return [...found].sort();
}

/** What a statement declares, if it does nothing else. */
function declaredBy(statement: Node, made: ReadonlySet<number>): string[] | undefined {
  const isDeclared = ((statement as { modifierFlags?: ModifierFlags }).modifierFlags ?? 0) & ModifierFlags.Ambient;
  if (isDeclared) return undefined;
  if (isImportDeclaration(statement)) return statement.importClause ? namesWithin(statement) : undefined;
  if (isFunctionDeclaration(statement) || isEnumDeclaration(statement)) return statement.name ? [statement.name.text] : undefined;
  if (isVariableStatement(statement)) return declaresOnly(statement, made) ? namesWithin(statement.declarationList) : undefined;
  if (isClassDeclaration(statement)) return statement.name && isPlainClass(statement) ? [statement.name.text] : undefined;
  // Types have no part in what runs. Those that are exported may be re-exported, which is not told apart from a value.
  const isOwnType = isInterfaceDeclaration(statement) || isTypeAliasDeclaration(statement);
  return isOwnType && !(statement.modifierFlags & ModifierFlags.Export) ? [] : undefined;
}

function declaresOnly({ declarationList }: VariableStatement, made: ReadonlySet<number>): boolean {
  return declarationList.declarations.every(
    ({ name, initializer }) => !initializer || made.has(initializer.getStart()) || (isIdentifier(name) && !happens(initializer)),
  );
}

/** A class that nothing happens in when it is made. */
function isPlainClass({ members, heritageClauses, modifiers }: ClassDeclaration): boolean {
  const isPlain = ({
    kind,
    modifiers: own,
    modifierFlags,
    name,
  }: Node & { modifiers?: readonly Node[]; modifierFlags?: ModifierFlags; name?: Node }) =>
    kind !== SyntaxKind.ClassStaticBlockDeclaration &&
    name?.kind !== SyntaxKind.ComputedPropertyName &&
    !own?.some((one) => one.kind === SyntaxKind.Decorator) &&
    !((modifierFlags ?? 0) & ModifierFlags.Static && kind === SyntaxKind.PropertyDeclaration);
  const extendsOnly = heritageClauses?.every(({ types }) => types.every(({ expression }) => isIdentifier(expression))) ?? true;
  return extendsOnly && !modifiers?.some(({ kind }) => kind === SyntaxKind.Decorator) && members.every((member) => isPlain(member as Node));
}

/** The names that an import or a variable statement brings. */
function namesWithin(declaration: Node): string[] {
  const names: string[] = [];
  const visit = (node: Node): void => {
    const { name } = node as Node & { name?: Node };
    const brings =
      node.kind === SyntaxKind.ImportClause ||
      node.kind === SyntaxKind.NamespaceImport ||
      node.kind === SyntaxKind.VariableDeclaration ||
      isImportSpecifier(node) ||
      isBindingElement(node);
    if (brings && name && isIdentifier(name)) names.push(name.text);
    if (isType(node) || isPropertyDeclaration(node)) return;
    node.forEachChild(visit);
  };
  visit(declaration);
  return names;
}

function isDefaultExport(statement: Node): boolean {
  return (((statement as { modifierFlags?: ModifierFlags }).modifierFlags ?? 0) & ModifierFlags.Default) !== 0;
}

/** The names that other own files import of a file. */
function namesAsked(file: SourceFile, { files, importsOf }: OwnModules): ReadonlySet<string> | "all" {
  const asked = new Set<string>();
  for (const importer of files) {
    for (const { target, names } of importsOf(importer)) {
      if (target !== file || names === "effects") continue;
      if (names === "all") return "all";
      for (const name of names) asked.add(name);
    }
  }
  return asked;
}

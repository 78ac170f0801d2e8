/** A pipeline class to its outline: what a function's bundle can do without. */
import {
  isClassDeclaration,
  isClassExpression,
  isExportAssignment,
  isExportSpecifier,
  isHeritageClause,
  isIdentifier,
  isImportDeclaration,
  isImportSpecifier,
  isPropertyAccessExpression,
  isVariableDeclaration,
  isVariableStatement,
  type Node,
  type SourceFile,
} from "typescript/unstable/ast";
import { type Checker, SymbolFlags } from "typescript/unstable/sync";
import type { Outline } from "../../model/outline.ts";
import type { CompiledFile } from "../compiler.ts";
import { unwrap } from "./condition.ts";
import { type ClassNode, findPipelines, type PipelineClass } from "./find-pipelines.ts";
import { isType, readUses, type Uses } from "./member-uses.ts";
import { outlineConstants } from "./outline-constants.ts";
import { outlineMembers } from "./outline-members.ts";
import { outlineStatements } from "./outline-statements.ts";
import { type OwnModules, readOwnModules } from "./own-modules.ts";
import type { Vocabulary } from "./vocabulary.ts";

export function readOutline({ name, node, chain }: PipelineClass, compiled: CompiledFile, vocabulary: Vocabulary): Outline {
  const sourceFile = node.getSourceFile();
  const modules = readOwnModules(sourceFile, compiled);
  const classNames = new Set(chain.flatMap((one) => nameOfClass(one) ?? []));
  const chainFiles = new Set(chain.map((one) => one.getSourceFile()));
  const strangers = [...chainFiles].flatMap((file) => strangersIn(file, chain, modules, compiled.checker, vocabulary));
  const constants = outlineConstants(modules);
  const leftOut = new Set<Node>([...chain, ...strangers]);
  const outlined = [...chainFiles].map((file) => outlineStatements(file, leftOut, constants, modules));
  return {
    pipeline: name,
    file: sourceFile.fileName,
    exportName: exportNameOf(node, sourceFile, compiled.checker),
    members: outlineMembers(chain, classNames, vocabulary),
    usedOutside: usedOutside(chain, classNames, strangers, modules),
    strangers: strangers.map((stranger) => {
      const { pos: start, end } = stranger.members as typeof stranger.members & { readonly pos: number; readonly end: number };
      return { file: stranger.getSourceFile().fileName, start, end };
    }),
    constants,
    statements: outlined.flatMap(({ statements }) => statements),
    always: outlined.map(({ always }) => always),
    files: importersOf(chainFiles, modules),
    effects: modules.files.flatMap((file) =>
      modules.importsOf(file).flatMap(({ names, specifier }) => (names === "effects" ? [{ file: file.fileName, specifier }] : [])),
    ),
    ownFiles: modules.files.map(({ fileName }) => fileName),
    texts: Object.fromEntries(modules.files.map(({ fileName, text }) => [fileName, text])),
    selfPlaces: modules.files.flatMap(selfPlacesIn),
  };
}

/** What the class is called in its file: by itself, or by the constant that holds it. */
function nameOfClass(node: ClassNode): string | undefined {
  if (node.name) return node.name.text;
  const { parent } = node;
  return isVariableDeclaration(parent) && isIdentifier(parent.name) ? parent.name.text : undefined;
}

function exportNameOf(node: ClassNode, sourceFile: SourceFile, checker: Checker): string | null {
  const moduleSymbol = checker.getSymbolAtLocation(sourceFile);
  if (!moduleSymbol) return null;
  const found = checker.getExportsOfModule(moduleSymbol).find((exported) => {
    const symbol = exported.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    return symbol.declarations.some((handle) => {
      const declaration = handle.resolve();
      if (declaration === node) return true;
      const held = declaration && isVariableDeclaration(declaration) ? declaration.initializer : undefined;
      const exportedValue = declaration && isExportAssignment(declaration) ? declaration.expression : held;
      return exportedValue !== undefined && unwrap(exportedValue) === node;
    });
  });
  return found?.name ?? null;
}

/** What is used of the classes in their project's other code, other classes that extend them included. */
function usedOutside(
  chain: readonly ClassNode[],
  classNames: ReadonlySet<string>,
  strangers: readonly Node[],
  { files }: OwnModules,
): Uses {
  const uses = new Set<string>();
  for (const file of files) {
    const names = namesIn(file, classNames);
    const { elsewhere, heirs } = partsOutside(file, new Set<Node>([...chain, ...strangers]), names);
    for (const found of [readUses(elsewhere, names, "elsewhere"), readUses(heirs, names, "class")]) {
      if (found === "all") return "all";
      for (const name of found) uses.add(name);
    }
  }
  return [...uses].sort();
}

/** The names of the classes with those that a file imports them under. */
function namesIn(file: SourceFile, classNames: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set(classNames);
  const visit = (node: Node): void => {
    if (isImportSpecifier(node) && node.propertyName && classNames.has(node.propertyName.text)) names.add(node.name.text);
    node.forEachChild(visit);
  };
  for (const statement of file.statements) if (isImportDeclaration(statement)) visit(statement);
  return names;
}

/** The parts of a file that could use the classes: members of other classes that extend them, and all other code. */
function partsOutside(file: SourceFile, leftOut: ReadonlySet<Node>, names: ReadonlySet<string>): { elsewhere: Node[]; heirs: Node[] } {
  const elsewhere: Node[] = [];
  const heirs: Node[] = [];
  const collect = (node: Node): void => {
    if (leftOut.has(node) || isType(node) || isImportDeclaration(node) || isExportSpecifier(node) || isHeritageClause(node)) return;
    if (isExportAssignment(node) && isIdentifier(node.expression)) return;
    if (isClassLike(node) && isHeir(node, names)) heirs.push(...node.members);
    else if (isIdentifier(node)) elsewhere.push(node);
    else node.forEachChild(collect);
  };
  for (const statement of file.statements) collect(statement);
  return { elsewhere, heirs };
}

function isClassLike(node: Node): node is ClassNode {
  return isClassDeclaration(node) || isClassExpression(node);
}

function isHeir({ heritageClauses }: ClassNode, names: ReadonlySet<string>): boolean {
  return (
    heritageClauses?.some(({ types }) => types.some(({ expression }) => !isIdentifier(expression) || names.has(expression.text))) ?? false
  );
}

/** Other pipelines of a file, unless anything but an export mentions them: their steps are no business of this one's functions. */
function strangersIn(
  file: SourceFile,
  chain: readonly ClassNode[],
  { files }: OwnModules,
  checker: Checker,
  vocabulary: Vocabulary,
): ClassNode[] {
  const declared = new Set<Node>(
    file.statements.flatMap((statement): Node[] => {
      if (isClassDeclaration(statement)) return [statement];
      if (!isVariableStatement(statement)) return [];
      return statement.declarationList.declarations.flatMap(({ initializer }) => (initializer ? [initializer] : []));
    }),
  );
  const others = findPipelines(file, checker, vocabulary).filter(({ node }) => declared.has(node) && !chain.includes(node));
  return others.flatMap(({ node }) => {
    const name = nameOfClass(node);
    const isMentioned = name !== undefined && files.some((one) => mentions(one, node, namesIn(one, new Set([name]))));
    return isMentioned ? [] : [node];
  });
}

function mentions(file: SourceFile, node: ClassNode, names: ReadonlySet<string>): boolean {
  let found = false;
  const visit = (one: Node): void => {
    if (found || one === node || isType(one) || isImportDeclaration(one) || isExportSpecifier(one) || isExportAssignment(one)) return;
    const parent = one.parent as (Node & { name?: Node }) | undefined;
    if (isIdentifier(one) && names.has(one.text) && parent?.name !== one) found = true;
    else one.forEachChild(visit);
  };
  for (const statement of file.statements) visit(statement);
  return found;
}

/** `import.meta.url` and its like, those of CommonJS among them. */
function selfPlacesIn(file: SourceFile): Outline["selfPlaces"][number][] {
  const found: Outline["selfPlaces"][number][] = [];
  if (!/import\.meta|__(?:dir|file)name/.test(file.text)) return found;
  const declared = new Set<string>();
  const visit = (node: Node): void => {
    if (isIdentifier(node) && (node.parent as Node & { name?: Node }).name === node) declared.add(node.text);
    else if (isSelfPlace(node)) {
      const { line, character } = file.getLineAndCharacterOfPosition(node.getStart());
      found.push({ file: file.fileName, text: node.getText(), line: line + 1, column: character + 1 });
    } else node.forEachChild(visit);
  };
  visit(file);
  // Where a file makes its own `__dirname`, what it makes it from says it.
  return found.filter(({ text }) => !declared.has(text));
}

function isSelfPlace(node: Node): boolean {
  if (isIdentifier(node)) return node.text === "__dirname" || node.text === "__filename";
  return isPropertyAccessExpression(node) && /^import\.meta\.(?:url|dirname|filename|resolve)$/.test(node.getText());
}

/** Files and all that import them, directly or not. */
function importersOf(files: ReadonlySet<SourceFile>, modules: OwnModules): string[] {
  const reached = new Set(files);
  for (let before = 0; before !== reached.size; ) {
    before = reached.size;
    for (const file of modules.files) {
      if (modules.importsOf(file).some(({ target }) => target && reached.has(target))) reached.add(file);
    }
  }
  return [...reached].map(({ fileName }) => fileName);
}

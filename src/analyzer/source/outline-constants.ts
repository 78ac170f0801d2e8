/**
 * The constants of modules that are made by calls or the like.
 *
 * A bundler must make such a constant even where nobody uses it, for making it may do more. Of a constant that somebody uses somewhere,
 * it is taken to do nothing else: in a bundle without its users it need not be made, nor what it is made with be there.
 */
import {
  isExportAssignment,
  isExportSpecifier,
  isIdentifier,
  isObjectBindingPattern,
  isVariableStatement,
  ModifierFlags,
  type Node,
  NodeFlags,
  type ObjectBindingPattern,
  type SourceFile,
  SyntaxKind,
} from "typescript/unstable/ast";
import type { OutlineConstant } from "../../model/outline.ts";
import { isNameOnly, isType } from "./member-uses.ts";
import type { OwnModules } from "./own-modules.ts";

export function outlineConstants(modules: OwnModules): OutlineConstant[] {
  return modules.files.flatMap((file) => {
    const made = constantsMade(file);
    if (made.length === 0) return [];
    const wanted = namesWanted(file, modules);
    return made.filter(({ names }) => names.some((name) => wanted.has(name))).map(({ constant }) => constant);
  });
}

function constantsMade(file: SourceFile): { names: readonly string[]; constant: OutlineConstant }[] {
  const declarations = file.statements
    .filter(isVariableStatement)
    // Whoever disposes of a resource uses it.
    .filter(({ declarationList }) => !(declarationList.flags & (NodeFlags.Using & ~NodeFlags.Const)))
    .flatMap(({ declarationList }) => declarationList.declarations);
  return declarations.flatMap(({ name, initializer }) => {
    if (!initializer || awaits(initializer)) return [];
    const constant = { file: file.fileName, start: initializer.getStart(), end: initializer.end };
    if (isIdentifier(name)) return isMade(initializer) ? [{ names: [name.text], constant }] : [];
    const bindings = isObjectBindingPattern(name) ? bindingsOf(name) : undefined;
    if (!bindings) return [];
    const pattern = { start: name.getStart(), end: name.end, bindings };
    return [{ names: bindings.map((binding) => binding.name), constant: { ...constant, pattern } }];
  });
}

/** Plain names taken from a plain object; nothing where there is more to it, such as defaults. */
function bindingsOf({ elements }: ObjectBindingPattern): { property: string; name: string }[] | undefined {
  const bindings = elements.flatMap((element) => {
    const { name, propertyName, initializer, dotDotDotToken } = element;
    if (!name || !isIdentifier(name) || initializer || dotDotDotToken || (propertyName && !isIdentifier(propertyName))) return [];
    return [{ property: (propertyName ?? name).text, name: name.text }];
  });
  return bindings.length === elements.length ? bindings : undefined;
}

/** Whether something may happen when an expression is evaluated that others can tell. */
export function happens(expression: Node): boolean {
  return isMade(expression) || awaits(expression) || holds(expression, (kind) => mayHappen.has(kind));
}

/** Whether it takes more than a literal to make a constant. */
function isMade(initializer: Node): boolean {
  return holds(initializer, (kind) => happenings.has(kind));
}

/** What awaits can't be looked at apart from its module. */
function awaits(initializer: Node): boolean {
  return holds(initializer, (kind) => kind === SyntaxKind.AwaitExpression);
}

/** Whether an expression has such a part, not counting functions within it. */
function holds(expression: Node, isSuch: (kind: SyntaxKind) => boolean): boolean {
  let found = false;
  const visit = (node: Node): void => {
    if (found || isType(node) || isFunctionLike(node)) return;
    if (isSuch(node.kind)) found = true;
    else if (node.kind !== SyntaxKind.ClassExpression) node.forEachChild(visit);
  };
  visit(expression);
  return found;
}

const mayHappen = new Set<SyntaxKind>([
  SyntaxKind.BinaryExpression,
  SyntaxKind.PrefixUnaryExpression,
  SyntaxKind.PostfixUnaryExpression,
  SyntaxKind.DeleteExpression,
  SyntaxKind.ClassExpression,
]);

const happenings = new Set<SyntaxKind>([
  SyntaxKind.CallExpression,
  SyntaxKind.NewExpression,
  SyntaxKind.TaggedTemplateExpression,
  SyntaxKind.TemplateExpression,
  SyntaxKind.PropertyAccessExpression,
  SyntaxKind.ElementAccessExpression,
  SyntaxKind.SpreadElement,
  SyntaxKind.SpreadAssignment,
]);

function isFunctionLike({ kind }: Node): boolean {
  switch (kind) {
    case SyntaxKind.ArrowFunction:
    case SyntaxKind.FunctionExpression:
    case SyntaxKind.MethodDeclaration:
    case SyntaxKind.GetAccessor:
    case SyntaxKind.SetAccessor:
      return true;
    default:
      return false;
  }
}

/** Names that something in the module mentions, or that another module imports. */
function namesWanted(file: SourceFile, { files, importsOf }: OwnModules): ReadonlySet<string> {
  const wanted = new Set<string>();
  const exported = new Map<string, string>();
  const visit = (node: Node): void => {
    if (isType(node)) return;
    if (isExportSpecifier(node)) exported.set(node.name.text, (node.propertyName ?? node.name).text);
    else if (isExportAssignment(node) && isIdentifier(node.expression)) exported.set("default", node.expression.text);
    else if (isIdentifier(node) && !isNameOnly(node)) wanted.add(node.text);
    node.forEachChild(visit);
  };
  for (const statement of file.statements) {
    visit(statement);
    if (!isVariableStatement(statement) || !(statement.modifierFlags & ModifierFlags.Export)) continue;
    for (const { name } of statement.declarationList.declarations) if (isIdentifier(name)) exported.set(name.text, name.text);
  }
  for (const importer of files) {
    for (const { target, names } of importsOf(importer)) {
      if (target !== file || names === "effects") continue;
      for (const name of names === "all" ? exported.keys() : names) wanted.add(exported.get(name) ?? name);
    }
  }
  return wanted;
}

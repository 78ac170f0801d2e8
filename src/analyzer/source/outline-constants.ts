/**
 * Calls and `new` that make the constants of a module.
 *
 * A bundler must keep such a call even where nobody uses the constant, for it may do more than make it. Of a constant that somebody uses
 * somewhere, it is taken to do nothing else: in a bundle without its users it need not be made, nor what it is made with be there.
 */
import {
  isCallExpression,
  isExportAssignment,
  isExportSpecifier,
  isIdentifier,
  isNewExpression,
  isVariableStatement,
  ModifierFlags,
  type Node,
  NodeFlags,
  type SourceFile,
  SyntaxKind,
} from "typescript/unstable/ast";
import type { OutlineConstant } from "../../model/outline.ts";
import { isType } from "./member-uses.ts";
import type { OwnModules } from "./own-modules.ts";

export function outlineConstants(modules: OwnModules): OutlineConstant[] {
  return modules.files.flatMap((file) => {
    const made = constantsMade(file);
    if (made.length === 0) return [];
    const wanted = namesWanted(file, modules);
    return made.filter(({ name }) => wanted.has(name)).flatMap(({ name, calls }) => calls.map((at) => ({ file: file.fileName, name, at })));
  });
}

function constantsMade(file: SourceFile): { name: string; calls: number[] }[] {
  return file.statements.filter(isVariableStatement).flatMap(({ declarationList }) =>
    declarationList.flags & NodeFlags.Using
      ? []
      : declarationList.declarations.flatMap(({ name, initializer }) => {
          const calls = initializer && isIdentifier(name) ? callsIn(initializer) : [];
          return calls.length > 0 ? [{ name: (name as { text: string }).text, calls }] : [];
        }),
  );
}

/** Where calls begin that run with the module itself, not within a function. */
function callsIn(initializer: Node): number[] {
  const found = new Set<number>();
  const visit = (node: Node): void => {
    if (isType(node) || isFunctionLike(node)) return;
    if (isCallExpression(node) || isNewExpression(node)) found.add(node.getStart());
    node.forEachChild(visit);
  };
  visit(initializer);
  return [...found];
}

function isFunctionLike({ kind }: Node): boolean {
  switch (kind) {
    case SyntaxKind.ArrowFunction:
    case SyntaxKind.FunctionExpression:
    case SyntaxKind.ClassExpression:
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

/** The name of a declaration or a property, which mentions nothing. */
function isNameOnly(node: Node): boolean {
  const parent = node.parent as Node & { name?: Node; propertyName?: Node };
  if (parent.kind === SyntaxKind.ShorthandPropertyAssignment) return false;
  return parent.name === node || parent.propertyName === node;
}

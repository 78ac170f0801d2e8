/** The project's code in parts that are mentioned as a whole: functions, constants, members of classes, and what making one does. */
import {
  type ExportAssignment,
  isClassDeclaration,
  isClassExpression,
  isClassStaticBlockDeclaration,
  isConstructorDeclaration,
  isExportAssignment,
  isExportDeclaration,
  isFunctionDeclaration,
  isIdentifier,
  isImportDeclaration,
  isPrivateIdentifier,
  isVariableStatement,
  type Node,
  type SourceFile,
  SyntaxKind,
  type VariableDeclaration,
} from "typescript/unstable/ast";
import { unwrap } from "./condition.ts";
import type { ClassNode } from "./find-pipelines.ts";
import { isType } from "./member-uses.ts";

export interface CodeUnit {
  /** Its declaration. */
  readonly node: Node;
  /** The code itself: of a class, what happens where it or an instance is made. */
  readonly code: readonly Node[];
  /** What it is called where it is declared; `default` for what has no name, or another one elsewhere. */
  readonly names: readonly string[];
  /** The class that it is a member of. */
  readonly owner?: ClassNode;
}

export function unitsOf({ statements }: SourceFile): CodeUnit[] {
  return statements.flatMap((statement): CodeUnit[] => {
    if (isFunctionDeclaration(statement)) return [{ node: statement, code: [statement], names: namesOf(statement) }];
    if (isClassDeclaration(statement)) return unitsOfClass(statement, namesOf(statement));
    if (isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap((one) => unitsOfValue(one, boundNames(one.name)));
    return isExportAssignment(statement) ? unitsOfValue(statement, ["default"]) : [];
  });
}

/** @param holder the declaration of a constant, or an export of what has no name */
function unitsOfValue(holder: VariableDeclaration | ExportAssignment, names: readonly string[]): CodeUnit[] {
  const value = isExportAssignment(holder) ? holder.expression : holder.initializer;
  if (!value) return [];
  const bare = unwrap(value);
  return isClassExpression(bare) ? unitsOfClass(bare, names, holder) : [{ node: holder, code: [value], names }];
}

function unitsOfClass(node: ClassNode, names: readonly string[], holder: Node = node): CodeUnit[] {
  const members = [...node.members] as (Node & { readonly name?: Node })[];
  const isMaking = (member: Node) => isConstructorDeclaration(member) || isClassStaticBlockDeclaration(member);
  const made = [...(node.heritageClauses ?? []), ...members.filter(isMaking)];
  const named = members.filter((member) => !isMaking(member));
  return [
    { node: holder, code: made, names },
    ...named.map((member) => ({ node: member, code: [member], names: member.name ? [textOfName(member.name)] : [], owner: node })),
  ];
}

/** With the name under which another module may import it without knowing its own. */
function namesOf({ name, modifiers }: Node & { readonly name?: Node; readonly modifiers?: readonly Node[] }): string[] {
  const isDefault = modifiers?.some(({ kind }) => kind === SyntaxKind.DefaultKeyword) ?? false;
  return [...(name ? [textOfName(name)] : []), ...(isDefault ? ["default"] : [])];
}

function textOfName(name: Node): string {
  return (name as { readonly text?: string }).text ?? name.getText();
}

function boundNames(name: Node): string[] {
  const { elements } = name as { readonly elements?: readonly (Node & { readonly name?: Node })[] };
  return elements ? elements.flatMap((element) => (element.name ? boundNames(element.name) : [])) : [textOfName(name)];
}

/** Every mention of a name, outside of types and of what stands there to declare one. */
export function visitMentions(nodes: readonly Node[], look: (mention: Node & { readonly text: string }) => void): void {
  const visit = (node: Node): void => {
    if (isType(node)) return;
    if ((isIdentifier(node) || isPrivateIdentifier(node)) && !isDeclaredName(node)) look(node);
    else node.forEachChild(visit);
  };
  for (const node of nodes) visit(node);
}

function isDeclaredName(node: Node): boolean {
  const parent = node.parent as Node & { readonly name?: Node };
  if (parent.name !== node) return false;
  return ![SyntaxKind.PropertyAccessExpression, SyntaxKind.ShorthandPropertyAssignment, SyntaxKind.BindingElement].includes(parent.kind);
}

/** Which names may mean the same somewhere in the project: those that imports and exports rename. */
export function aliasesOf(files: readonly SourceFile[]): (name: string) => ReadonlySet<string> {
  const pairs = new Map<string, Set<string>>();
  const pair = (one: string, other: string) => {
    pairs.set(one, (pairs.get(one) ?? new Set()).add(other));
    pairs.set(other, (pairs.get(other) ?? new Set()).add(one));
  };
  const visit = (node: Node & { readonly name?: Node; readonly propertyName?: Node }): void => {
    if (node.kind === SyntaxKind.ImportClause && node.name) pair(textOfName(node.name), "default");
    if (node.name && node.propertyName) pair(textOfName(node.name), textOfName(node.propertyName));
    node.forEachChild(visit);
  };
  for (const { statements } of files) {
    for (const statement of statements) {
      if (isImportDeclaration(statement) || isExportDeclaration(statement)) visit(statement);
      if (isExportAssignment(statement) && isIdentifier(statement.expression)) pair(statement.expression.text, "default");
    }
  }
  return (name) => {
    const names = new Set([name]);
    for (const one of names) for (const other of pairs.get(one) ?? []) names.add(other);
    return names;
  };
}

/** Which members of its class some code uses, as far as syntax can tell for certain; `"all"` where it can't. */
import {
  type Expression,
  isBinaryExpression,
  isCallExpression,
  isElementAccessExpression,
  isIdentifier,
  isNoSubstitutionTemplateLiteral,
  isObjectBindingPattern,
  isPrivateIdentifier,
  isPropertyAccessExpression,
  isStringLiteral,
  isVariableDeclaration,
  type Node,
  SyntaxKind,
} from "typescript/unstable/ast";

/** Names, `super.x` for what only the classes above are asked for. */
export type Uses = readonly string[] | "all";

/**
 * The members that some code names of `this`, of `super`, or of its class by name.
 *
 * @param classNames what the class and those above it are called
 * @param within whether the code stands in the class, so that `this` is an instance of it
 */
export function readUses(nodes: readonly Node[], classNames: ReadonlySet<string>, within: "class" | "elsewhere"): Uses {
  const uses = new Set<string>();
  let escapes = false;
  const visit = (node: Node): void => {
    if (escapes || isType(node)) return;
    // Of whatever object: without its declaration, a private name is no syntax.
    if (isPrivateIdentifier(node)) uses.add(node.text);
    if (node.kind === SyntaxKind.ThisKeyword || node.kind === SyntaxKind.SuperKeyword || isClassName(node, classNames)) note(node);
    // What has a `this` of its own may be called with ours only where ours is handed on, which is seen there.
    node.forEachChild(hasOwnThis(node) ? visitElsewhere : visit);
  };
  const visitElsewhere = (node: Node): void => {
    if (escapes || isType(node)) return;
    if (isPrivateIdentifier(node)) uses.add(node.text);
    if (isClassName(node, classNames)) note(node);
    node.forEachChild(visitElsewhere);
  };
  const note = (node: Node): void => {
    const named = namesOf(node);
    if (named === "all") escapes = true;
    else for (const name of named) uses.add(name);
  };
  for (const node of nodes) (within === "class" ? visit : visitElsewhere)(node);
  return escapes ? "all" : [...uses].sort();
}

/** Whether a node says something of types only. */
export function isType({ kind }: Node): boolean {
  return (
    (kind >= SyntaxKind.FirstTypeNode && kind <= SyntaxKind.LastTypeNode) ||
    kind === SyntaxKind.InterfaceDeclaration ||
    kind === SyntaxKind.TypeAliasDeclaration
  );
}

/** An identifier that stands for a class, and is neither a property nor a declaration of that name. */
function isClassName(node: Node, classNames: ReadonlySet<string>): boolean {
  if (!isIdentifier(node) || !classNames.has(node.text)) return false;
  const parent = node.parent as Node & { name?: Node; propertyName?: Node };
  if (parent.kind === SyntaxKind.ShorthandPropertyAssignment) return true;
  return parent.name !== node && parent.propertyName !== node;
}

function hasOwnThis({ kind, parent }: Node): boolean {
  switch (kind) {
    case SyntaxKind.MethodDeclaration:
    case SyntaxKind.GetAccessor:
    case SyntaxKind.SetAccessor:
      return parent.kind === SyntaxKind.ObjectLiteralExpression;
    case SyntaxKind.FunctionDeclaration:
    case SyntaxKind.FunctionExpression:
    case SyntaxKind.ClassDeclaration:
    case SyntaxKind.ClassExpression:
      return true;
    default:
      return false;
  }
}

/** What is named of a mention of `this`, `super`, or a class. */
function namesOf(mention: Node): Uses {
  const isSuper = mention.kind === SyntaxKind.SuperKeyword;
  const { node, parent } = outermost(mention);
  // `super(…)` calls the constructor, which is there in any case.
  if (isSuper && isCallExpression(parent) && parent.expression === node) return [];
  const name = nameOfAccess(node, parent);
  if (name === "constructor" || name === "prototype") return namesOf(parent);
  if (name !== undefined) return [isSuper ? `super.${name}` : name];
  if (isVariableDeclaration(parent) && parent.initializer === node && isObjectBindingPattern(parent.name))
    return namesOfPattern(parent.name);
  if (isCallExpression(parent) && parent.arguments[0] === node && isCallOfOwnMethod(parent.expression)) return [];
  // `x instanceof Cafe` asks nothing of it, nor does `#x in this`.
  const asksOnly = isBinaryExpression(parent) && parent.right === node && isTest(parent.operatorToken.kind);
  return asksOnly ? [] : "all";
}

function isTest(operator: SyntaxKind): boolean {
  return operator === SyntaxKind.InstanceOfKeyword || operator === SyntaxKind.InKeyword;
}

/** A node with the parentheses and casts around it. */
function outermost(inner: Node): { node: Node; parent: Node } {
  let node = inner;
  for (;;) {
    const { parent } = node;
    switch (parent.kind) {
      case SyntaxKind.ParenthesizedExpression:
      case SyntaxKind.AsExpression:
      case SyntaxKind.SatisfiesExpression:
      case SyntaxKind.NonNullExpression:
      case SyntaxKind.TypeAssertionExpression:
        node = parent;
        break;
      default:
        return { node, parent };
    }
  }
}

function nameOfAccess(node: Node, parent: Node): string | undefined {
  if (isPropertyAccessExpression(parent) && parent.expression === node) return parent.name.text;
  return isElementAccessExpression(parent) && parent.expression === node ? stringOf(parent.argumentExpression) : undefined;
}

/** The text of a string literal. */
export function stringOf(node: Node): string | undefined {
  return isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node) ? node.text : undefined;
}

/** `const { client, table: name } = this`. */
function namesOfPattern(pattern: Node & { readonly elements: readonly Node[] }): Uses {
  const names: string[] = [];
  for (const element of pattern.elements as readonly (Node & { dotDotDotToken?: Node; propertyName?: Node; name?: Node })[]) {
    const named = element.propertyName ?? element.name;
    const text = named && (isIdentifier(named) ? named.text : stringOf(named));
    if (element.dotDotDotToken || text === undefined || text === "constructor" || text === "prototype") return "all";
    names.push(text);
  }
  return names;
}

/** `this.run.bind(this)`: whom `this` goes to is a member, whose own uses count. */
function isCallOfOwnMethod(callee: Expression): boolean {
  if (!isPropertyAccessExpression(callee) || !["bind", "call", "apply"].includes(callee.name.text)) return false;
  const method = callee.expression;
  if (!isPropertyAccessExpression(method)) return false;
  return method.expression.kind === SyntaxKind.ThisKeyword || method.expression.kind === SyntaxKind.SuperKeyword;
}

/** The name of a declaration or a property, which mentions nothing. */
export function isNameOnly(node: Node): boolean {
  const parent = node.parent as Node & { name?: Node; propertyName?: Node };
  if (parent.kind === SyntaxKind.ShorthandPropertyAssignment) return false;
  return parent.name === node || parent.propertyName === node;
}

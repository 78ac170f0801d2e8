/** Whether a step may ask its context for the pipeline's original input: if so, its function must be able to read it. */
import {
  isBindingElement,
  isElementAccessExpression,
  isIdentifier,
  isObjectBindingPattern,
  isPropertyAccessExpression,
  isStringLiteral,
  isVariableDeclaration,
  type MethodDeclaration,
  type Node,
  SyntaxKind,
} from "typescript/unstable/ast";

/** False only where it surely does not: a context that is passed on may be asked by whoever gets it. */
export function mayReadInput(method: MethodDeclaration): boolean {
  const [first, second] = method.parameters;
  if (isRest(first) || isRest(second)) return true;
  if (method.body && mentions(method.body, "arguments", () => true)) return true;
  if (!second) return false;
  if (isObjectBindingPattern(second.name)) return takesInput(second.name);
  if (!isIdentifier(second.name)) return true;
  const name = second.name.text;
  return (
    method.parameters.slice(1).some(({ initializer }) => initializer && mentions(initializer, name, asksForInput)) ||
    (method.body !== undefined && mentions(method.body, name, asksForInput))
  );
}

function isRest(parameter: Node | undefined): boolean {
  return (parameter as { dotDotDotToken?: Node } | undefined)?.dotDotDotToken !== undefined;
}

/** Whether a pattern such as `{ log, input }` takes what it must not to be sure. */
function takesInput(pattern: Node & { elements?: readonly Node[] }): boolean {
  return (pattern.elements ?? []).some((element) => {
    if (!isBindingElement(element) || element.dotDotDotToken) return true;
    const named = element.propertyName ?? element.name;
    const text = named && (isIdentifier(named) || isStringLiteral(named)) ? named.text : undefined;
    return text === undefined || text === "input";
  });
}

/** Whether a mention of the context is anything but `context.log` or `const { log } = context`. */
function asksForInput(mention: Node): boolean {
  const { parent } = mention;
  if (isPropertyAccessExpression(parent)) return parent.expression === mention && parent.name.text === "input";
  if (isElementAccessExpression(parent) && parent.expression === mention) {
    return !(isStringLiteral(parent.argumentExpression) && parent.argumentExpression.text !== "input");
  }
  if (isVariableDeclaration(parent) && parent.initializer === mention && isObjectBindingPattern(parent.name))
    return takesInput(parent.name);
  return !isNameOfProperty(mention);
}

function isNameOfProperty(node: Node): boolean {
  const { parent } = node as { parent: Node & { name?: Node; propertyName?: Node } };
  if (parent.kind === SyntaxKind.PropertyAssignment || parent.kind === SyntaxKind.MethodDeclaration) return parent.name === node;
  return parent.kind === SyntaxKind.BindingElement && parent.propertyName === node;
}

/** Whether a name stands anywhere within a node so that a test holds. Whether something shadows it is not asked. */
function mentions(within: Node, name: string, test: (mention: Node) => boolean): boolean {
  let found = false;
  const visit = (node: Node): void => {
    if (found) return;
    if (isIdentifier(node) && node.text === name && test(node)) found = true;
    else node.forEachChild(visit);
  };
  visit(within);
  return found;
}

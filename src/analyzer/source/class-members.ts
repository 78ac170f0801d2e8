/** The members of a pipeline class with those that it inherits: which are steps, which are helpers, which are fields. */
import {
  type CallExpression,
  type Decorator,
  type Expression,
  isCallExpression,
  isDecorator,
  isGetAccessorDeclaration,
  isIdentifier,
  isMethodDeclaration,
  isPrivateIdentifier,
  isPropertyDeclaration,
  isSetAccessorDeclaration,
  isVariableDeclaration,
  type MethodDeclaration,
  ModifierFlags,
  type Node,
  NodeFlags,
} from "typescript/unstable/ast";
import type { ClassNode, PipelineClass } from "./find-pipelines.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A method with `@step()`. */
export interface StepMethod {
  readonly name: string;
  readonly method: MethodDeclaration;
  readonly decorator: Decorator;
  readonly declaredIn: ClassNode;
  /** The class that declares it, where that is not the pipeline's own. */
  readonly inheritedFrom?: string;
}

export interface ClassMembers {
  readonly steps: readonly StepMethod[];
  /** Methods by name as the class has them: the nearest in the chain wins. */
  readonly methods: ReadonlyMap<string, MethodDeclaration>;
  /** Names of fields and accessors. */
  readonly fields: ReadonlySet<string>;
  /** Steps whose name is computed, which nobody can name as a target. */
  readonly computedSteps: readonly Node[];
  /** Methods with `@step()` that are not public. */
  readonly hiddenSteps: readonly { readonly name: string; readonly at: Node }[];
}

export function readMembers({ chain, node: own }: PipelineClass, vocabulary: Vocabulary): ClassMembers {
  const steps: StepMethod[] = [];
  const methods = new Map<string, MethodDeclaration>();
  const fields = new Set<string>();
  const computedSteps: Node[] = [];
  const hiddenSteps: { name: string; at: Node }[] = [];
  for (const node of chain) {
    for (const member of node.members) {
      if (isPropertyDeclaration(member) || isGetAccessorDeclaration(member) || isSetAccessorDeclaration(member)) {
        fields.add(member.name.getText());
        continue;
      }
      if (!isMethodDeclaration(member) || !member.body || member.modifierFlags & ModifierFlags.Static) continue;
      const decorator = stepDecoratorOf(member, vocabulary);
      const name = nameOf(member);
      if (name === undefined) {
        if (decorator) computedSteps.push(member.name);
        continue;
      }
      if (methods.has(name)) continue;
      methods.set(name, member);
      if (decorator && isHidden(member)) hiddenSteps.push({ name, at: member.name });
      else if (decorator)
        steps.push({
          name,
          method: member,
          decorator,
          declaredIn: node,
          ...(node === own ? {} : { inheritedFrom: node.name?.text ?? "a base class" }),
        });
    }
  }
  return { steps, methods, fields, computedSteps, hiddenSteps };
}

function isHidden(method: MethodDeclaration): boolean {
  return isPrivateIdentifier(method.name) || (method.modifierFlags & (ModifierFlags.Private | ModifierFlags.Protected)) !== 0;
}

function stepDecoratorOf(method: MethodDeclaration, vocabulary: Vocabulary): Decorator | undefined {
  return method.modifiers?.filter(isDecorator).find(({ expression }) => stepCallOf(expression, vocabulary) !== undefined);
}

/** The call of `step` that a decorator stands for: itself, or the one that a constant holds. */
export function stepCallOf(expression: Expression, vocabulary: Vocabulary): CallExpression | undefined {
  if (isCallExpression(expression)) return vocabulary.wordAt(expression.expression) === "step" ? expression : undefined;
  const declaration = isIdentifier(expression) ? vocabulary.symbolAt(expression)?.valueDeclaration?.resolve() : undefined;
  if (!declaration || !isVariableDeclaration(declaration) || !(declaration.parent.flags & NodeFlags.Const)) return undefined;
  return declaration.initializer && stepCallOf(declaration.initializer, vocabulary);
}

function nameOf({ name }: MethodDeclaration): string | undefined {
  const text = (name as { text?: string }).text ?? (name as { expression?: { text?: string } }).expression?.text;
  return text;
}

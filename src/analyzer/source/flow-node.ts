/** The control flow of one step, as a graph of decisions that end in outcomes, before types are known. */
import type { Expression, Node } from "typescript/unstable/ast";
import type { Decision } from "../../model/graph.ts";

/** Where control goes: to an outcome, to a decision, to one of several, or nowhere that matters. */
export type FlowNode = LeafNode | DecisionNode | AnyOfNode | typeof fallsOff | typeof throws;

/** An expression that makes an outcome. */
export interface LeafNode {
  readonly kind: "leaf";
  readonly expression: Expression;
  /** Whether it is the left side of `??` or `||`, so that a missing value leads on to the right side. */
  readonly guarded?: boolean;
  /** The target that it moves to here, where the same expression has others in other cases. */
  readonly to?: string;
}

export interface DecisionNode {
  readonly kind: "decision";
  readonly construct: Decision["kind"];
  readonly subject: string;
  readonly at: Node;
  readonly branches: readonly { readonly case: string | null; readonly flow: FlowNode }[];
}

/** Several ways, of which the source doesn't say readably when each is taken. */
export interface AnyOfNode {
  readonly kind: "anyOf";
  readonly flows: readonly FlowNode[];
}

/** The end of the body without a return. The return type tells whether it can be reached. */
export const fallsOff = { kind: "fallsOff" } as const;

/** A thrown error: no outcome, and nothing to draw. */
export const throws = { kind: "throws" } as const;

/** A decision, unless it decides nothing: branches that only throw are left out, and one way is no choice. */
export function decide(node: Omit<DecisionNode, "kind">): FlowNode {
  const branches = node.branches.filter(({ flow }) => flow !== throws);
  const first = branches[0];
  if (!first) return throws;
  if (branches.every(({ flow }) => flow === first.flow)) return first.flow;
  return { kind: "decision", ...node, branches };
}

/** Several ways as one. */
export function anyOf(flows: readonly FlowNode[]): FlowNode {
  const distinct = [...new Set(flows.filter((flow) => flow !== throws))];
  const [first] = distinct;
  if (!first) return throws;
  return distinct.length === 1 ? first : { kind: "anyOf", flows: distinct };
}

/** A flow whose missing values lead elsewhere. */
export function guarded(flow: FlowNode): FlowNode {
  if (flow.kind === "leaf") return { ...flow, guarded: true };
  if (flow.kind === "anyOf") return { ...flow, flows: flow.flows.map(guarded) };
  if (flow.kind === "decision") return { ...flow, branches: flow.branches.map((branch) => ({ ...branch, flow: guarded(branch.flow) })) };
  return flow;
}

/** Whether one flow can lead into another. */
export function leadsTo(flow: FlowNode, target: FlowNode, seen = new Set<FlowNode>()): boolean {
  if (flow === target) return true;
  if (seen.has(flow)) return false;
  seen.add(flow);
  if (flow.kind === "decision") return flow.branches.some((branch) => leadsTo(branch.flow, target, seen));
  if (flow.kind === "anyOf") return flow.flows.some((one) => leadsTo(one, target, seen));
  return false;
}

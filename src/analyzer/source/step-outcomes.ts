/** The outcomes of a step: an edge for each, where it is made, and the decisions that lead to it. */
import type { Node } from "typescript/unstable/ast";
import { type Type, TypeFlags } from "typescript/unstable/sync";
import type { Decision, Edge, Flow, NextEdge, Step, Stray } from "../../model/graph.ts";
import { type FlowNode, fallsOff, type LeafNode, throws } from "./flow-node.ts";
import type { FoundStep, StepReading } from "./found-step.ts";
import { edgeOfSimpleMove, edgesOfType, returnedMembers } from "./read-updates.ts";
import { joined, tidyFlow } from "./tidy-flow.ts";

/** The edges, decisions and flow of a step, and what it may return besides outcomes. */
export function readStepOutcomes(step: FoundStep, reading: StepReading): Pick<Step, "edges" | "decisions" | "flow" | "strays"> {
  const returned = readReturned(step, reading);
  const outcomes = readOutcomes(step, returned.edges, reading);
  return returned.strays.length > 0 ? { ...outcomes, strays: returned.strays } : outcomes;
}

/** What the return type says, where it was asked for: every edge there is, and what is no outcome. */
function readReturned({ returnType, method }: FoundStep, reading: StepReading): { edges: Edge[]; strays: Stray[] } {
  return returnType ? readMembers(returnType, method.name, reading) : { edges: [], strays: [] };
}

function readMembers(type: Type, node: Node, reading: StepReading): { edges: Edge[]; strays: Stray[] } {
  const edges: Edge[] = [];
  const strays: Stray[] = [];
  for (const member of returnedMembers(type, reading)) {
    if (member.flags & TypeFlags.Never) continue;
    const found = edgesOfType(member, node, reading);
    if (found) edges.push(...found);
    else strays.push({ type: reading.checker.typeToString(member), at: reading.placeOf(node) });
  }
  return { edges, strays };
}

/** The edges where they are made and the decisions before them, completed by what only the return type knows. */
function readOutcomes(
  step: FoundStep,
  returned: readonly Edge[],
  reading: StepReading,
): Pick<Step, "edges" | "decisions" | "flow" | "strays"> {
  const strays: Stray[] = [];
  const edges: Edge[] = [];
  const decisions: (Decision | undefined)[] = [];
  const converted = new Map<FlowNode | Node, Flow | undefined>();

  const convert = (node: FlowNode): Flow | undefined => {
    if (node === fallsOff || node === throws) return undefined;
    const key = node.kind === "leaf" && node.to === undefined ? node.expression : node;
    if (!converted.has(key)) converted.set(key, convertNew(node));
    return converted.get(key);
  };

  const convertNew = (node: FlowNode): Flow | undefined => {
    if (node.kind === "leaf") return leafFlow(node);
    if (node.kind === "anyOf") return joined(node.flows.map(convert));
    if (node.kind !== "decision") return undefined;
    const index = decisions.push(undefined) - 1;
    const branches = node.branches.flatMap((branch) => {
      const flow = convert(branch.flow);
      return flow ? [{ case: branch.case, flow }] : [];
    });
    decisions[index] = { kind: node.construct, subject: node.subject, at: reading.placeOf(node.at), branches };
    return branches.length > 0 ? { decision: index } : undefined;
  };

  const leafFlow = (leaf: LeafNode): Flow | undefined => {
    const known = edgesOfLeaf(leaf).filter((edge) => step.method.type === undefined || returned.some((one) => sameShape(one, edge)));
    const chosen = leaf.to === undefined ? known : known.filter((edge) => edge.kind === "next" && edge.to === leaf.to);
    return joined((chosen.length > 0 ? chosen : known).map((edge) => ({ edge: edges.push(edge) - 1 })));
  };

  const edgesOfLeaf = ({ expression, guarded = false }: LeafNode): Edge[] => {
    const simple = step.inGenericClass ? undefined : step.leaves.get(expression);
    if (simple) return [edgeOfSimpleMove(simple, expression, reading)];
    const type = reading.typeAt(expression);
    const read = type ? readMembers(type, expression, reading) : { edges: [], strays: [] };
    strays.push(...read.strays.filter(({ type }) => !guarded || !missing.has(type)));
    return step.inGenericClass ? read.edges.flatMap((edge) => instantiated(edge, returned)) : read.edges;
  };

  const flow = convert(step.flow);
  const unseen = returned.filter((edge) => !edges.some((known) => sameMove(known, edge))).map((edge) => ({ edge: edges.push(edge) - 1 }));
  return { ...tidyFlow(edges, decisions, joined([flow, ...unseen])), strays };
}

const missing = new Set(["undefined", "null", "void"]);

/** A generic class's own text speaks of type parameters: what they stand for here is in the return type. */
function instantiated(edge: Edge, returned: readonly Edge[]): Edge[] {
  return returned
    .filter((candidate) => sameShape(candidate, edge))
    .slice(0, 1)
    .map((candidate) =>
      edge.kind === "next" && edge.after !== undefined ? { ...candidate, after: edge.after, at: edge.at } : { ...candidate, at: edge.at },
    );
}

function sameShape(one: Edge, other: Edge): boolean {
  if (one.kind === "done" || other.kind === "done") return one.kind === other.kind;
  return (
    one.to === other.to && String(one.drops) === String(other.drops) && Object.keys(one.sets).join() === Object.keys(other.sets).join()
  );
}

function sameMove(one: Edge, other: Edge): boolean {
  if (!sameShape(one, other)) return false;
  if (one.kind === "done" || other.kind === "done") return (one as { result?: number }).result === (other as { result?: number }).result;
  return Object.entries((one as NextEdge).sets).every(([key, { type }]) => other.sets[key]?.type === type);
}

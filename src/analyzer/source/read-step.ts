/** One step of a class, read: its edges and the conditions that lead to them. */
import type { Expression, Node } from "typescript/unstable/ast";
import type { Signature, Type } from "typescript/unstable/sync";
import { TypeFlags } from "typescript/unstable/sync";
import type { Decision, Edge, Flow, NextEdge, Place, Step, Stray, Unread } from "../../model/graph.ts";
import { type ClassMembers, type StepMethod, stepCallOf } from "./class-members.ts";
import { textOf } from "./condition.ts";
import { type FlowNode, fallsOff, type LeafNode, throws } from "./flow-node.ts";
import { literalValueOf } from "./literal-value.ts";
import type { Following } from "./outcome-flow.ts";
import { edgeOfSimpleMove, edgesOfType, type OutcomeReading, returnedMembers } from "./read-updates.ts";
import type { SimpleMove } from "./simple-move.ts";
import type { SimpleRead } from "./simple-parameter.ts";
import { descriptionOf } from "./step-description.ts";
import { readSimpleReads, readStepReads } from "./step-reads.ts";
import { readDoings } from "./step-touches.ts";

/** What reading a step needs. */
export interface StepReading extends OutcomeReading {
  readonly following: Following;
  readonly members: ClassMembers;
}

/** A step with what was asked of the compiler for the whole class at once. */
export interface FoundStep extends StepMethod {
  readonly flow: FlowNode;
  /** The expressions that make its outcomes, read where they have the common form. */
  readonly leaves: ReadonlyMap<Expression, SimpleMove | undefined>;
  readonly simpleReads: readonly SimpleRead[] | undefined;
  readonly signature: Signature | undefined;
  /** The return type, where the outcomes themselves may not tell all. */
  readonly returnType: Type | undefined;
  /** Whether its class has type parameters, so that its own text doesn't tell its types. */
  readonly inGenericClass: boolean;
}

export function readStep(step: FoundStep, reading: StepReading): Step {
  const { placeOf, members, following } = reading;
  const { reads, readsAll, unread } = step.simpleReads
    ? readSimpleReads(step.method, step.simpleReads, reading)
    : readStepReads(step.method, step.signature, reading);
  const doings = readDoings(step.method, { following, fields: members.fields, placeOf });
  const options = readOptions(step, reading);
  const returned = readReturned(step, reading);
  const { strays, ...outcomes } = readOutcomes(step, returned.edges, reading);
  const description = descriptionOf(step.method);
  return {
    name: step.name,
    at: placeOf(step.method.name),
    ...(step.inheritedFrom ? { inheritedFrom: step.inheritedFrom } : {}),
    ...(description ? { description } : {}),
    reads,
    readsAll,
    ...outcomes,
    retries: doings.throwsRetryLater || "retry" in options.value,
    options: options.value,
    touches: doings.touches,
    strays: returned.strays.length > 0 ? returned.strays : strays,
    unread: [...unread, ...options.unread],
  };
}

function readOptions(
  { name, decorator }: FoundStep,
  { following, placeOf }: StepReading,
): { value: Record<string, unknown>; unread: Unread[] } {
  const argument = stepCallOf(decorator.expression, following.vocabulary)?.arguments[0];
  if (!argument) return { value: {}, unread: [] };
  const read = literalValueOf(argument, following.vocabulary);
  if (!("notLiteral" in read)) return { value: read.value as Record<string, unknown>, unread: [] };
  const reason = `the options of step '${name}' hold \`${textOf(read.notLiteral)}\`, which only a run could tell`;
  return {
    value: {},
    unread: [{ reason, fix: "Write a literal, or a constant of this project that holds one.", at: placeOf(read.notLiteral) }],
  };
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
    const key = node.kind === "leaf" ? node.expression : node;
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
    return joined(known.map((edge) => ({ edge: edges.push(edge) - 1 })));
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
  return { ...tidy(edges, decisions, joined([flow, ...unseen])), strays };
}

const missing = new Set(["undefined", "null", "void"]);

/** A generic class's own text speaks of type parameters: what they stand for here is in the return type. */
function instantiated(edge: Edge, returned: readonly Edge[]): Edge[] {
  return returned
    .filter((candidate) => sameShape(candidate, edge))
    .slice(0, 1)
    .map((candidate) => ({ ...candidate, at: edge.at }));
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

function joined(flows: readonly (Flow | undefined)[]): Flow | undefined {
  const known = flows.filter((flow) => flow !== undefined);
  const [only] = known;
  return known.length > 1 ? { anyOf: known } : only;
}

/** Leaves out decisions that turned out to decide nothing, and numbers everything in the order of the source. */
function tidy(
  edges: readonly Edge[],
  decisions: readonly (Decision | undefined)[],
  flow: Flow | undefined,
): Pick<Step, "edges" | "decisions" | "flow"> {
  const inOrder = edges.map((edge, index) => ({ edge, index })).sort((one, other) => comparePlaces(one.edge.at, other.edge.at));
  const edgeNumbers = new Map(inOrder.map(({ index }, number) => [index, number]));
  const kept: Decision[] = [];
  const renumbered = new Map<number, Flow | undefined>();
  const visit = (one: Flow): Flow | undefined => {
    if ("anyOf" in one) return joined(one.anyOf.map(visit));
    if ("edge" in one) return { edge: edgeNumbers.get(one.edge) ?? one.edge };
    if (!renumbered.has(one.decision)) {
      const decision = decisions[one.decision];
      const [branch] = decision?.branches ?? [];
      if (!decision || !branch) renumbered.set(one.decision, undefined);
      else if (decision.branches.length === 1) renumbered.set(one.decision, visit(branch.flow));
      else {
        const index = kept.push(decision) - 1;
        renumbered.set(one.decision, { decision: index });
        kept[index] = {
          ...decision,
          branches: decision.branches.flatMap((each) => {
            const to = visit(each.flow);
            return to ? [{ case: each.case, flow: to }] : [];
          }),
        };
      }
    }
    return renumbered.get(one.decision);
  };
  const tidied = flow && visit(flow);
  return { edges: inOrder.map(({ edge }) => edge), ...(tidied ? { flow: tidied } : {}), decisions: kept };
}

function comparePlaces(one: Place, other: Place): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || one.column - other.column;
}

/** A pipeline class to its graph. */
import path from "node:path";
import type { Expression } from "typescript/unstable/ast";
import { type Checker, SignatureKind, type Type } from "typescript/unstable/sync";
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import { type Graph, graphVersion, type Step, type Touch } from "../../model/graph.ts";
import type { CompiledFile } from "../compiler.ts";
import { inCanonicalOrder } from "./canonical-order.ts";
import { readMembers, type StepMethod } from "./class-members.ts";
import type { ClassNode, PipelineClass } from "./find-pipelines.ts";
import { type FlowNode, fallsOff } from "./flow-node.ts";
import { makeJsonFaultOf } from "./json-fault.ts";
import { type Following, flowOfFunction } from "./outcome-flow.ts";
import { makePlaceOf } from "./place-of.ts";
import { type FoundStep, readStep } from "./read-step.ts";
import { makeTypeTable } from "./type-table.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A graph, and what about the class no graph can hold. */
export interface PipelineReading {
  readonly graph: Graph;
  readonly diagnostics: readonly Diagnostic[];
}

export function readPipeline(pipeline: PipelineClass, { checker, sourceFile }: CompiledFile, vocabulary: Vocabulary): PipelineReading {
  const folder = path.dirname(sourceFile.fileName);
  const placeOf = makePlaceOf(folder);
  const members = readMembers(pipeline, vocabulary);
  const following: Following = { vocabulary, methodNamed: (name) => members.methods.get(name) };
  const found = members.steps.map((step) => findStep(step, pipeline, checker, following));
  const types = makeTypeTable(checker);
  const reading = {
    checker,
    vocabulary,
    types,
    jsonFaultOf: makeJsonFaultOf(checker),
    placeOf,
    following,
    members,
    typeOf: typesOfLeaves(found, checker),
  };
  const graph = inCanonicalOrder(
    {
      version: graphVersion,
      pipeline: pipeline.name,
      file: path.basename(sourceFile.fileName),
      at: placeOf(pipeline.node.name ?? pipeline.node),
      steps: withTouchesThatMatter(found.map((step) => readStep(step, reading))),
    },
    types,
  );
  const diagnostics = members.computedSteps.map((node) =>
    diagnose("OW303", "A step's name is computed, so no move can name it.", { at: placeOf(node), fix: "Write the method's name as it is." }),
  );
  return { graph, diagnostics };
}

function findStep(step: StepMethod, { node, chain }: PipelineClass, checker: Checker, following: Following): FoundStep {
  const declaring = chain.find((one) => one.members.some((member) => member === step.method));
  const inGenericClass = declaring?.typeParameters !== undefined;
  return {
    ...step,
    flow: flowOfFunction(step.method, following) ?? fallsOff,
    signature: inGenericClass ? inheritedSignature(step.name, node, checker) : checker.getSignatureFromDeclaration(step.method),
    inGenericClass,
  };
}

/** The signature as the pipeline has it, with what its type arguments put in place of the base's parameters. */
function inheritedSignature(name: string, node: ClassNode, checker: Checker) {
  const instance = checker.getTypeAtLocation(node);
  const method = instance && checker.getPropertyOfType(instance, name);
  const type = method && checker.getTypeOfSymbol(method);
  return type && checker.getSignaturesOfType(type, SignatureKind.Call)[0];
}

/** One question for all expressions that make outcomes, instead of one each: the compiler is another process. */
function typesOfLeaves(steps: readonly FoundStep[], checker: Checker): (expression: Expression) => Type | undefined {
  const leaves = new Set<Expression>();
  const seen = new Set<FlowNode>();
  const pending = steps.map(({ flow }) => flow);
  for (let flow = pending.pop(); flow; flow = pending.pop()) {
    if (seen.has(flow)) continue;
    seen.add(flow);
    if (flow.kind === "leaf") leaves.add(flow.expression);
    else if (flow.kind === "decision") pending.push(...flow.branches.map((branch) => branch.flow));
    else if (flow.kind === "anyOf") pending.push(...flow.flows);
  }
  const expressions = [...leaves];
  const types = expressions.length > 0 ? checker.getTypeAtLocation(expressions) : [];
  const byExpression = new Map(expressions.map((expression, index) => [expression, types[index]]));
  return (expression) => byExpression.get(expression);
}

/** Fields and variables that no step writes are clients and constants, and nothing to say of. */
function withTouchesThatMatter(steps: readonly Step[]): Step[] {
  const written = new Set(steps.flatMap(({ touches }) => touches.flatMap((touch) => (touch.access === "write" ? [nameOf(touch)] : []))));
  return steps.map((step) => ({ ...step, touches: step.touches.filter((touch) => written.has(nameOf(touch))) }));
}

function nameOf({ kind, name }: Touch): string {
  return `${kind} ${name}`;
}

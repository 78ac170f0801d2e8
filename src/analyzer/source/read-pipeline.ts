/** A pipeline class to its graph. */
import path from "node:path";
import type { Expression, Node } from "typescript/unstable/ast";
import { type Checker, type Signature, SignatureKind, type Type } from "typescript/unstable/sync";
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import { type Graph, graphVersion, type Step, type Touch } from "../../model/graph.ts";
import type { CompiledFile } from "../compiler.ts";
import { inCanonicalOrder } from "./canonical-order.ts";
import { readMembers, type StepMethod } from "./class-members.ts";
import { ownImports } from "./compile-errors.ts";
import type { ClassNode, PipelineClass } from "./find-pipelines.ts";
import { type FlowNode, fallsOff } from "./flow-node.ts";
import type { FoundStep } from "./found-step.ts";
import { makeJsonFaultOf } from "./json-fault.ts";
import { type Following, flowOfFunction } from "./outcome-flow.ts";
import { makePlaceOf } from "./place-of.ts";
import { readStack } from "./read-stack.ts";
import { readStep } from "./read-step.ts";
import { readRetryDelays } from "./retry-delays.ts";
import { readSimpleMove, type SimpleMove } from "./simple-move.ts";
import { readSimpleParameter } from "./simple-parameter.ts";
import { makeTypeTable } from "./type-table.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A graph, and what about the class no graph can hold. */
export interface PipelineReading {
  readonly graph: Graph;
  readonly diagnostics: readonly Diagnostic[];
}

export function readPipeline(pipeline: PipelineClass, compiled: CompiledFile, vocabulary: Vocabulary): PipelineReading {
  const { checker, sourceFile } = compiled;
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
    retryDelaysOf: readRetryDelays(ownImports(sourceFile, compiled), checker, vocabulary),
    typeAt: typesAsked(found, checker),
  };
  const { stack, diagnostics: unreadStack } = readStack(pipeline, vocabulary, placeOf);
  const failureHandler = members.methods.get("onFailure")?.name;
  const graph = inCanonicalOrder(
    {
      version: graphVersion,
      pipeline: pipeline.name,
      file: path.basename(sourceFile.fileName),
      at: placeOf(pipeline.node.name ?? pipeline.node),
      ...(failureHandler && { failureHandler: placeOf(failureHandler) }),
      ...(stack && { stack }),
      steps: withTouchesThatMatter(found.map((step) => readStep(step, reading))),
    },
    types,
  );
  const computed = members.computedSteps.map((node) =>
    diagnose("OW303", "A step's name is computed, so no move can name it.", {
      at: placeOf(node),
      fix: "Write the method's name as it is.",
    }),
  );
  const hidden = members.hiddenSteps.map(({ name, at }) =>
    diagnose("OW303", `Step '${name}' is not public, and each step becomes a function of its own.`, {
      at: placeOf(at),
      step: name,
      fix: "Make the method public, or remove `@step()` if it is a helper.",
    }),
  );
  return { graph, diagnostics: [...unreadStack, ...computed, ...hidden] };
}

function findStep(step: StepMethod, { node }: PipelineClass, checker: Checker, following: Following): FoundStep {
  const inGenericClass = step.declaredIn.typeParameters !== undefined;
  // What a generator returns is not what calling it gives.
  const flow = (step.method.asteriskToken ? undefined : flowOfFunction(step.method, following)) ?? fallsOff;
  const { leaves, mayFallOff } = survey(flow);
  const simpleReads = inGenericClass ? undefined : readSimpleParameter(step.method);
  const needsReturnType = inGenericClass || mayFallOff || step.method.type !== undefined;
  let signature: Signature | undefined;
  if (inGenericClass) signature = inheritedSignature(step.name, node, checker);
  else if (needsReturnType || !simpleReads) signature = checker.getSignatureFromDeclaration(step.method);
  return {
    ...step,
    flow,
    leaves,
    simpleReads,
    signature,
    returnType: needsReturnType && signature ? checker.getReturnTypeOfSignature(signature) : undefined,
    inGenericClass,
  };
}

/** What a flow can come to. */
function survey(flow: FlowNode): { leaves: Map<Expression, SimpleMove | undefined>; mayFallOff: boolean } {
  const leaves = new Map<Expression, SimpleMove | undefined>();
  const seen = new Set<FlowNode>([flow]);
  for (const node of seen) {
    if (node.kind === "leaf") leaves.set(node.expression, readSimpleMove(node.expression));
    else if (node.kind === "decision") for (const branch of node.branches) seen.add(branch.flow);
    else if (node.kind === "anyOf") for (const one of node.flows) seen.add(one);
  }
  return { leaves, mayFallOff: seen.has(fallsOff) };
}

/** The signature as the pipeline has it, with what its type arguments put in place of the base's parameters. */
function inheritedSignature(name: string, node: ClassNode, checker: Checker) {
  const instance = checker.getTypeAtLocation(node);
  const method = instance && checker.getPropertyOfType(instance, name);
  const type = method && checker.getTypeOfSymbol(method);
  return type && checker.getSignaturesOfType(type, SignatureKind.Call)[0];
}

/** One question for the types of the whole class, instead of some for each step: the compiler is another process. */
function typesAsked(steps: readonly FoundStep[], checker: Checker): (node: Node) => Type | undefined {
  const nodes = new Set<Node>();
  for (const { leaves, simpleReads, inGenericClass } of steps) {
    for (const { type } of simpleReads ?? []) nodes.add(type);
    for (const [expression, simple] of leaves) {
      if (!simple || inGenericClass) nodes.add(expression);
      else for (const { value } of simple.updates) nodes.add(value);
    }
  }
  const asked = [...nodes];
  const types = asked.length > 0 ? checker.getTypeAtLocation(asked) : [];
  const byNode = new Map(asked.map((node, index) => [node, types[index]]));
  return (node) => byNode.get(node);
}

/** Fields and variables that no step writes are clients and constants, and nothing to say of. */
function withTouchesThatMatter(steps: readonly Step[]): Step[] {
  const written = new Set(steps.flatMap(({ touches }) => touches.flatMap((touch) => (touch.access === "write" ? [nameOf(touch)] : []))));
  return steps.map((step) => ({ ...step, touches: step.touches.filter((touch) => written.has(nameOf(touch))) }));
}

function nameOf({ kind, name }: Touch): string {
  return `${kind} ${name}`;
}

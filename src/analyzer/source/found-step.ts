/** A step as it was found in its class, and what reading it takes. */
import type { Expression } from "typescript/unstable/ast";
import type { Signature, Type } from "typescript/unstable/sync";
import type { ClassMembers, StepMethod } from "./class-members.ts";
import type { FlowNode } from "./flow-node.ts";
import type { Following } from "./outcome-flow.ts";
import type { OutcomeReading } from "./read-updates.ts";
import type { RetryDelaysOf } from "./retry-delays.ts";
import type { SimpleMove } from "./simple-move.ts";
import type { SimpleRead } from "./simple-parameter.ts";

/** What reading a step needs. */
export interface StepReading extends OutcomeReading {
  readonly following: Following;
  readonly members: ClassMembers;
  readonly retryDelaysOf: RetryDelaysOf;
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

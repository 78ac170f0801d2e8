/** Every error that Orchwits itself raises, so that a caller can tell whose fault it is and go on from there. */
import type { State } from "../model/state.ts";

/**
 * Whose fault an error is: the `pipeline`'s own code, the `caller`'s, or nobody's but the `system`'s, in which case trying again
 * later may help.
 */
export type Origin = "pipeline" | "caller" | "system";

/** What all errors of Orchwits have in common. What the user's code threw is always the `cause` of one of them. */
export abstract class OrchwitsError extends Error {
  abstract readonly origin: Origin;

  /** @internal */
  get [Symbol.for("orchwits.error")](): true {
    return true;
  }
}

/**
 * Whose fault it is, where it is one of Orchwits' own, whatever copy of its class it was made by: what functions load only where something
 * fails has copies of its own.
 */
export function originOf(error: unknown): Origin | undefined {
  return error instanceof Error && Symbol.for("orchwits.error") in error ? (error as OrchwitsError).origin : undefined;
}

/** Whether it is one of Orchwits' own errors with this name, whatever copy of its class it was made by. */
export function isNamed<N extends string>(error: unknown, name: N): error is OrchwitsError & { readonly name: N } {
  return originOf(error) !== undefined && (error as Error).name === name;
}

/** The class can't be run: it has no steps, no `start`, or options that can't work. */
export class InvalidPipeline extends OrchwitsError {
  override readonly name = "InvalidPipeline";
  readonly origin = "pipeline";
}

/** The pipeline was not started, because of what it was called with. */
export class InvalidInput extends OrchwitsError {
  override readonly name: string = "InvalidInput";
  readonly origin = "caller";
}

/** There is no such step to begin from. */
export class UnknownStep extends InvalidInput {
  override readonly name = "UnknownStep";
  readonly step: string;

  constructor(message: string, step: string) {
    super(message);
    this.step = step;
  }
}

/** Where in an execution something happened. */
export interface Whereabouts {
  readonly execution: string;
  readonly step: string;
  /** Counts from 0. */
  readonly hop: number;
  /** Counts from 1. */
  readonly attempt: number;
  /** The state that the step was given. Running from this step with it goes on where the execution failed. */
  readonly state: State;
}

/** An execution that began and did not complete. */
export abstract class ExecutionError extends OrchwitsError implements Whereabouts {
  readonly execution: string;
  readonly step: string;
  readonly hop: number;
  readonly attempt: number;
  declare readonly state: State;

  constructor(message: string, whereabouts: Whereabouts, options?: ErrorOptions) {
    super(message, options);
    this.execution = whereabouts.execution;
    this.step = whereabouts.step;
    this.hop = whereabouts.hop;
    this.attempt = whereabouts.attempt;
    // Not enumerable, so that no stack trace prints it: a state can be large, and private.
    Object.defineProperty(this, "state", { value: whereabouts.state });
  }
}

/** A step threw, for the last time that it was allowed to. What it threw is the `cause`. */
export class StepFailed extends ExecutionError {
  override readonly name: string = "StepFailed";
  readonly origin = "pipeline";
}

/** A step took longer than its option `timeout` allows. */
export class StepTimedOut extends StepFailed {
  override readonly name = "StepTimedOut";
}

/** A step returned something that is no outcome, or an outcome that can't be followed. */
export class InvalidOutcome extends StepFailed {
  override readonly name = "InvalidOutcome";
}

/** The execution took as many hops as `maxHops` allows, and was about to run one more step. */
export class TooManyHops extends ExecutionError {
  override readonly name = "TooManyHops";
  readonly origin = "pipeline";
}

/** The caller's signal was aborted. Its reason is the `cause`. */
export class Cancelled extends ExecutionError {
  override readonly name = "Cancelled";
  readonly origin = "caller";
}

/** A stored value is missing, or is not what was stored. The execution can be resumed once it is restored, or with another value. */
export class BlobFault extends OrchwitsError {
  override readonly name = "BlobFault";
  readonly origin = "system";
}

/** Every process that ran a hop died of it, so that it was given up. */
export class WorkersDied extends OrchwitsError {
  override readonly name = "WorkersDied";
  readonly origin = "pipeline";
}

/** What was delivered is no message, so that nothing can be done with it. */
export class InvalidMessage extends OrchwitsError {
  override readonly name = "InvalidMessage";
  readonly origin = "caller";
}

/** There is no execution with this id. */
export class UnknownExecution extends OrchwitsError {
  override readonly name = "UnknownExecution";
  readonly origin = "caller";
}

/** The execution is not in a state in which this can be done, such as cancelling one that has ended. */
export class ExecutionConflict extends OrchwitsError {
  override readonly name = "ExecutionConflict";
  readonly origin = "caller";
}

/** The state has so many keys that it can't travel, even with all its values stored as blobs. */
export class StateTooLarge extends OrchwitsError {
  override readonly name = "StateTooLarge";
  readonly origin = "pipeline";
}

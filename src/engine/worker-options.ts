/** What a worker works with: the ports of its home, the pipeline that it runs, and how it is to behave. */

import type { AttemptIdentity } from "../model/message.ts";
import type { State } from "../model/state.ts";
import type { End, Move } from "./apply-outcome.ts";
import type { Blobs, WorkerBlobs } from "./blobs.ts";
import type { Clock } from "./clock.ts";
import type { PipelineSteps, RunnableStep } from "./collect-steps.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { FlowTable } from "./flow-table.ts";
import type { HopJournal, Journal, WorkerJournal } from "./journal.ts";
import type { WriteLog } from "./make-context.ts";

/** What every hop takes of the world, whatever its step does. */
export interface HopPorts {
  readonly journal: HopJournal;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
}

/** The four ports, as far as workers need them: what is not among them is not in the bundle of a function. */
export interface WorkerPorts extends HopPorts {
  readonly journal: WorkerJournal;
  readonly blobs: WorkerBlobs;
}

/** The four ports: all that an execution needs of the world. */
export interface Ports extends WorkerPorts {
  readonly journal: Journal;
  readonly blobs: Blobs;
}

/** How much may travel inline, in bytes of JSON. */
export interface Limits {
  /** A larger value is stored as a blob. */
  readonly blobBytes: number;
  /** No message is larger: its largest values are stored as blobs until it fits. */
  readonly envelopeBytes: number;
}

/** Below 256 KB, from where Lambda bills more for an asynchronous call (Lambda pricing, "asynchronous invocation"). */
export const defaultLimits: Limits = { blobBytes: 32 * 1024, envelopeBytes: 240_000 };

export const defaultMaxHops = 1_000;

/** Where workers work: ports, and what may travel between them. */
export interface WorkerHome extends WorkerPorts {
  readonly limits?: Limits | undefined;
}

/** The ports of a home, and what may travel between them. */
export interface Home extends Ports {
  readonly limits?: Limits | undefined;
}

/** A home in which a pipeline runs. */
export interface Worker extends WorkerHome, HopWorker {
  readonly journal: WorkerJournal;
}

/** What handles hops: as much of a worker as the protocol itself needs. What steps need beyond that are its {@link Abilities}. */
export interface HopWorker extends HopPorts {
  readonly limits?: Limits | undefined;
  readonly pipeline: PipelineSteps;
  /** What its graph says. Without it, steps are given all values, and all keys travel. */
  readonly flow?: FlowTable | undefined;
  /** Who works here, for people. */
  readonly owner: string;
  /** How long a claim lasts: until the function's deadline, or shorter where it is renewed. */
  readonly leaseMilliseconds: number;
  /** How often a claim is renewed while its step runs. Default: never. */
  readonly renewEveryMilliseconds?: number | undefined;
  /**
   * How long a step may run here, whatever its own timeout: until shortly before the function's deadline, so that its failure can still be
   * recorded. Asked for when a step begins. Default: as long as it may.
   */
  readonly timeLimitMilliseconds?: number | undefined;
  /** What the command that resumes an execution takes beside its id, so that it is right where a failure is read: ` --stack cafe`. */
  readonly resumeOptions?: string | undefined;
  /** Default 1,000. */
  readonly maxHops?: number | undefined;
  /** Ends the attempt that runs and leaves its message to be delivered again. */
  readonly signal?: AbortSignal | undefined;
  readonly observer?: Observer | undefined;
  readonly writeLog?: WriteLog | undefined;
  /** The instance that a step runs on. Default: a new one. */
  readonly instanceOf?: ((step: RunnableStep) => object) | undefined;
  /** From 0 to below 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** A text that no other claim has. Default: a random UUID. */
  readonly makeToken?: (() => string) | undefined;
}

/** Is told what happens here, as it happens. It must not throw. */
export interface Observer {
  stepStarted?(identity: AttemptIdentity): void;
  stepEnded?(identity: AttemptIdentity, durationMilliseconds: number, outcome: Move | End): void;
  stepFailed?(identity: AttemptIdentity, durationMilliseconds: number, thrown: unknown, state: State, retryInMilliseconds?: number): void;
  failureHandlerFailed?(thrown: unknown): void;
}

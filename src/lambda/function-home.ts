/** The homes of a stack's functions, and what of them one invocation works with. */
import type { Abilities } from "../engine/abilities.ts";
import type { WorkerBlobs } from "../engine/blobs.ts";
import type { HopPorts, Limits, WorkerHome } from "../engine/worker-options.ts";
import type { LambdaContext } from "./lambda-context.ts";
import { Log, type WriteLine } from "./log.ts";

/** What every function has. */
export interface FunctionHome extends HopPorts {
  readonly limits?: Limits | undefined;
  /** The stack's name. */
  readonly stack: string;
  readonly writeLine: WriteLine;
}

/** What functions of steps have. */
export interface StepHome extends FunctionHome, Abilities {}

/** What the entry has, where executions begin. */
export type EntryHome = StepHome & WorkerHome;

/** What the function of `onFailure` has, which is given whatever state there is. */
export interface FailureHome extends FunctionHome {
  readonly blobs: WorkerBlobs;
}

/** Opens a home. It is opened when the first invocation comes, so that what it lacks is said to whoever looks at that. */
export type OpenHome<H extends FunctionHome = FunctionHome> = () => H | Promise<H>;

/** Opens it once. What could not be opened is tried again, for its failure would otherwise be told in the first log only. */
export function once<H extends FunctionHome>(open: OpenHome<H>): () => Promise<H> {
  let home: H | undefined;
  return async () => (home ??= await open());
}

/** The log of an invocation. */
export function openLog({ writeLine, clock, stack }: FunctionHome, pipeline: string | undefined, { awsRequestId }: LambdaContext): Log {
  return new Log(writeLine, () => clock.now(), { stack, pipeline, requestId: awsRequestId });
}

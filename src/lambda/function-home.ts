/** The home of a stack's functions, and what of it one invocation works with. */
import type { WorkerHome } from "../engine/worker-options.ts";
import type { LambdaContext } from "./lambda-context.ts";
import { Log, type WriteLine } from "./log.ts";

export interface FunctionHome extends WorkerHome {
  /** The stack's name. */
  readonly stack: string;
  readonly writeLine: WriteLine;
}

/** Opens the home. It is opened when the first invocation comes, so that what it lacks is said to whoever looks at that. */
export type OpenHome = () => FunctionHome;

/** Opens it once. What could not be opened is tried again, for its failure would otherwise be told in the first log only. */
export function once(open: OpenHome): OpenHome {
  let home: FunctionHome | undefined;
  return () => (home ??= open());
}

/** The log of an invocation. */
export function openLog({ writeLine, clock, stack }: FunctionHome, pipeline: string | undefined, { awsRequestId }: LambdaContext): Log {
  return new Log(writeLine, () => clock.now(), { stack, pipeline, requestId: awsRequestId });
}

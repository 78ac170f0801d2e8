/** Carries a change set out and shows it, to whatever end it comes. */
import { type ChangeSet, executeChangeSet } from "../../deploy/stack/change-set.ts";
import { growingPatience } from "../../deploy/stack/patience.ts";
import type { Session } from "../../deploy/stack/session.ts";
import { followStack, lastEventId, type ResourceEvent } from "../../deploy/stack/stack-events.ts";
import { consoleUrl, type StackState } from "../../deploy/stack/stack-state.ts";
import type { Paint } from "../../diagnostics/paint.ts";
import { openProgress } from "./deploy-progress.ts";

export interface CarriedOut {
  readonly end: StackState;
  readonly failure: ResourceEvent | undefined;
}

/** A Ctrl-C ends the watching only: what CloudFormation has begun, it ends. */
export async function carryOut(
  session: Session,
  changeSet: ChangeSet,
  functions: ReadonlyMap<string, string>,
  paint: Paint,
  signal: AbortSignal,
): Promise<CarriedOut> {
  const before = await lastEventId(session, changeSet.stackId);
  await executeChangeSet(session, changeSet);
  return watchStack(session, { stack: changeSet.stack, stackId: changeSet.stackId, before, functions }, paint, signal);
}

export interface Watched {
  readonly stack: string;
  readonly stackId: string;
  /** The last event before. */
  readonly before: string | undefined;
  readonly functions: ReadonlyMap<string, string>;
}

export async function watchStack(session: Session, watched: Watched, paint: Paint, signal: AbortSignal): Promise<CarriedOut> {
  const { stack, stackId, before, functions } = watched;
  const progress = openProgress(process.stderr, paint, functions);
  try {
    const end = await followStack(session, stackId, before, {
      patience: growingPatience(signal),
      onEvent: (event) => progress.show(event),
    });
    return { end, failure: progress.failure };
  } catch (error) {
    progress.close();
    if (signal.aborted) {
      process.stderr.write(`\nAWS goes on with stack ${stack} without this command. See how it goes:\n  ${consoleUrl(session, stackId)}\n`);
      process.stderr.write(`  aws cloudformation describe-stack-events --stack-name ${stack} --region ${session.region}\n`);
    }
    throw error;
  } finally {
    progress.close();
  }
}

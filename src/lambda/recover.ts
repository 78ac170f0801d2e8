/** The handler of the recovery: what outlived all retries ends as a failed execution that can be resumed, and never as silence. */

import type { PipelineSteps } from "../engine/collect-steps.ts";
import { InvalidInput, InvalidMessage, originOf } from "../engine/errors.ts";
import { readMessage } from "../engine/read-message.ts";
import { recordError } from "../engine/record-error.ts";
import type { BundleFlow } from "../model/bundle-flow.ts";
import { identityOf, type Message } from "../model/message.ts";
import { type Death, readDeadLetter } from "./dead-letter.ts";
import { isQueueEvent } from "./events/queue.ts";
import { startFrom } from "./events/start-from.ts";
import { type OpenHome, once, openLog } from "./function-home.ts";
import { giveUp } from "./give-up.ts";
import { HopHeld } from "./hop-held.ts";
import type { LambdaContext, LambdaHandler } from "./lambda-context.ts";
import type { Log } from "./log.ts";
import type { RecoveryHome } from "./open-recovery-home.ts";
import { handleBatch, type QueueRecord } from "./queue-batch.ts";
import { start } from "./start.ts";
import { makeStation, type Station } from "./station.ts";
import { tellFault } from "./tell-faults.ts";
import { tellHandled } from "./tell-handled.ts";

/** How long a letter waits that could not be handled: ten times (the queue's `maxReceiveCount`) are more than an hour. */
const firstDelayMilliseconds = 30_000;
const longestDelayMilliseconds = 900_000;

/** What a dead letter is handled with. */
interface Desk {
  readonly station: Station;
  readonly home: RecoveryHome;
  readonly context: LambdaContext;
  readonly record: QueueRecord;
}

/**
 * Makes the handler. What even it can't make sense of stays in the queue, which puts it among the rejects after a while.
 *
 * @param flow what the entry's bundle is given: events from outside may have to begin here
 */
export function recover(flow: BundleFlow, open: OpenHome<RecoveryHome>): LambdaHandler {
  const station = makeStation("", withoutCode(flow), flow);
  const home = once(open);
  return async (event, context) => {
    if (!isQueueEvent(event))
      throw new InvalidMessage("The recovery takes dead letters from their queue only. Nobody else needs to invoke it.");
    const desk = { station, home: await home(), context };
    return handleBatch(event.Records, (record) => recoverOne({ ...desk, record }));
  };
}

/** Rejects where the letter must stay in the queue. */
async function recoverOne(desk: Desk): Promise<void> {
  const { record, home, context, station } = desk;
  let log: Log = openLog(home, station.flow.pipeline, context).with({ deadLetter: record.messageId });
  try {
    const letter = readDeadLetter(record);
    if (letter.kind === "message") {
      const message = readMessage(letter.message);
      log = log.with(identityOf(message));
      return await endHop(desk, log, message, letter.why);
    }
    if (letter.kind === "event") return await beginLate(desk, log, letter.event, letter.requestId, letter.why);
    const { pipeline } = station.flow;
    if (letter.kind === "unknown")
      throw new InvalidMessage(`A dead letter was found that no function or schedule of ${pipeline} has sent.`);
    throw new InvalidMessage(
      `An event for ${pipeline} is lost: its function ${letter.why.what}, and the event was too large to be kept. Whoever has it can send it again.`,
    );
  } catch (error) {
    tellFault(log, error);
    await hide(desk, log, error);
    throw error;
  }
}

/** Says when the letter is to come back: the queue itself would bring it after minutes, whatever was wrong. */
async function hide({ home, record }: Desk, log: Log, error: unknown): Promise<void> {
  try {
    await home.hide(record, delayAfter(error, receivesOf(record), home.clock.now()));
  } catch (fault) {
    log.write("warn", "the letter comes back when its queue's own visibility timeout is over", { error: recordError(fault) });
  }
}

function delayAfter(error: unknown, receives: number, now: number): number {
  if (error instanceof HopHeld) return error.until - now;
  // Nothing will make it right: the sooner it is among the rejects, the sooner people know.
  if (originOf(error) === "caller") return 0;
  return Math.min(longestDelayMilliseconds, firstDelayMilliseconds * 2 ** (receives - 1));
}

function receivesOf({ attributes }: QueueRecord): number {
  return Number(attributes?.ApproximateReceiveCount ?? 1);
}

async function endHop({ station, home, context, record }: Desk, log: Log, message: Message, why: Death): Promise<void> {
  const handled = await giveUp({ station, home, context, message, why, receives: receivesOf(record), log });
  await tellHandled(log, handled, home.clock.now(), { why: why.what, ...(why.requestId && { invocation: why.requestId }) });
  if (handled.kind === "held") throw new HopHeld(message.step, handled.until);
}

/** The entry's function has failed to begin it, but its own faults need not be those of the event. */
async function beginLate({ station: { flow }, home }: Desk, log: Log, event: unknown, requestId: string, why: Death): Promise<void> {
  if (why.errorName === "InvalidInput") throw new InvalidInput(`No execution of ${flow.pipeline} can begin: its function ${why.what}.`);
  await startFrom(event, requestId, async (read) => {
    const begun = await start(home, flow, read());
    log.write("warn", begun.began ? "began, although its function failed" : "had begun already", {
      execution: begun.execution,
      why: why.what,
    });
    return begun;
  });
}

/** The pipeline, as far as it can be known without its class: no step of it runs here. */
function withoutCode({ pipeline }: BundleFlow): PipelineSteps {
  return { name: pipeline, create: () => ({}), hasMethod: () => false, steps: new Map() };
}

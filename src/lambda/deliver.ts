/** Handles a message that was delivered to a function: by what it returns or throws, Lambda is told whether to deliver it again. */
import type { HeldHop } from "../engine/claim-hop.ts";
import { describeThrown } from "../engine/error-report.ts";
import { InvalidMessage } from "../engine/errors.ts";
import { handleHop } from "../engine/handle-hop.ts";
import type { Handled } from "../engine/handled.ts";
import type { WriteLog } from "../engine/make-context.ts";
import { readMessage } from "../engine/read-message.ts";
import { recordError } from "../engine/record-error.ts";
import type { HopWorker, Observer } from "../engine/worker-options.ts";
import { isInvocation } from "../model/invocation.ts";
import type { Message } from "../model/message.ts";
import { type FunctionHome, openLog } from "./function-home.ts";
import { HopHeld } from "./hop-held.ts";
import type { LambdaContext } from "./lambda-context.ts";
import type { Log } from "./log.ts";
import { makeWorker, type Station } from "./station.ts";
import { type Told, tellHandled } from "./tell-handled.ts";

/** Runs what the function is there for, once the hop is its own. */
export type RunHeld = (worker: HopWorker, held: HeldHop) => Promise<Handled>;

/**
 * @throws {InvalidMessage} for what is no message for this function: no retry helps, and it ends among the rejects
 * @throws {HopHeld} when another invocation runs the hop
 * @throws whatever kept a port from doing its work
 */
export async function deliver(station: Station, home: FunctionHome, context: LambdaContext, event: unknown, run: RunHeld): Promise<Told> {
  const { clock } = home;
  const began = clock.now();
  let log: Log = openLog(home, station.flow.pipeline, context);
  try {
    const message = readEvent(station, event);
    log = log.with(placeOf(message));
    tellOtherVersion(station, message, log);
    let stepMilliseconds: number | undefined;
    const observer = makeObserver(log, (duration) => {
      stepMilliseconds = duration;
    });
    const writeLog: WriteLog = (level, text, fields) => log.writePlain(level, text, fields);
    const worker = makeWorker(station, home, context, { observer, writeLog });
    const handled = await handleHop(worker, message, (held) => run(worker, held));
    const now = clock.now();
    const milliseconds = round(now - began);
    const told = tellHandled(log, handled, now, {
      milliseconds,
      ...(stepMilliseconds !== undefined && { stepMilliseconds: round(stepMilliseconds) }),
    });
    if (handled.kind === "held") throw new HopHeld(message.step, handled.until);
    return { execution: message.execution, ...told };
  } catch (error) {
    if (!(error instanceof HopHeld)) tellFault(log, error);
    throw error;
  }
}

/** Where a line belongs. */
export function placeOf({ execution, step, hop, attempt }: Message) {
  return { execution, step, hop, attempt };
}

/** Tells of what is not the step's failure, but keeps the function from doing its work. */
export function tellFault(log: Log, error: unknown): void {
  log.write("error", `not handled: ${describeThrown(error)}`, { error: recordError(error) });
}

/** @throws {InvalidMessage} for what is not for this function */
function readEvent({ step, flow }: Station, event: unknown): Message {
  if (!isInvocation(event)) {
    throw new InvalidMessage(
      `This function runs step '${step}' of ${flow.pipeline} and takes only what other steps send it. To start an execution, invoke the ` +
        "function of 'start'.",
    );
  }
  const message = readMessage(event.$orchwits);
  if (message.step === step) return message;
  // The other steps' bodies are not in this bundle.
  throw new InvalidMessage(
    `This function runs step '${step}' of ${flow.pipeline}, but a message for '${message.step}' was delivered to it.`,
  );
}

/** What is compatible goes on; a step that misses a key then fails, resumably, and this line says why. */
function tellOtherVersion({ flow }: Station, { graph, state }: Message, log: Log): void {
  if (graph === null || graph === flow.graph) return;
  const missing = flow.reads === "all" ? [] : flow.reads.filter((key) => !Object.hasOwn(state, key));
  const lacks = missing.length > 0 ? ` and lacks ${missing.map((key) => `'${key}'`).join(", ")}, which this version's step may read` : "";
  log.write("warn", `The message was sent by another version of ${flow.pipeline}${lacks}.`, { sentBy: graph });
}

function makeObserver(log: Log, tellDuration: (milliseconds: number) => void): Observer {
  return {
    stepEnded: (_, duration) => tellDuration(duration),
    stepFailed(_, duration, thrown, _state, retryInMilliseconds) {
      tellDuration(duration);
      const level = retryInMilliseconds === undefined ? "error" : "warn";
      log.write(level, `the step failed: ${describeThrown(thrown)}`, { error: recordError(thrown) });
    },
    failureHandlerFailed: (thrown) => log.write("error", `onFailure failed: ${describeThrown(thrown)}`, { error: recordError(thrown) }),
  };
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

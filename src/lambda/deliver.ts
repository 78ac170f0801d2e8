/** Handles a message that was delivered to a function: by what it returns or throws, Lambda is told whether to deliver it again. */
import type { HeldHop } from "../engine/claim-hop.ts";
import { handleHop } from "../engine/handle-hop.ts";
import type { Handled } from "../engine/handled.ts";
import { isMessage } from "../engine/is-message.ts";
import type { HopWorker, Observer } from "../engine/worker-options.ts";
import { isInvocation } from "../model/invocation.ts";
import { identityOf } from "../model/message.ts";
import { type FunctionHome, openLog } from "./function-home.ts";
import type { LambdaContext } from "./lambda-context.ts";
import { loadFaults } from "./load-faults.ts";
import type { Log } from "./log.ts";
import { makeWorker, type Station } from "./station.ts";
import type { StepFailed } from "./tell-faults.ts";
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
    const message = isInvocation(event) ? event.$orchwits : undefined;
    if (!isMessage(message) || message.step !== station.step) throw (await loadFaults()).makeMisdelivered(station, event);
    log = log.with(identityOf(message));
    if (message.graph !== null && message.graph !== station.flow.graph) (await loadFaults()).tellOtherVersion(log, station, message);
    const fields: { stepMilliseconds?: number } = {};
    let failed: StepFailed | undefined;
    const observer: Observer = {
      stepEnded(_, duration) {
        fields.stepMilliseconds = round(duration);
      },
      stepFailed(_, duration, thrown, _state, retryInMilliseconds) {
        fields.stepMilliseconds = round(duration);
        failed = { thrown, final: retryInMilliseconds === undefined };
      },
      failureHandlerFailed(thrown) {
        failed = { thrown, final: true };
      },
    };
    const worker = makeWorker(station, home, context, { observer, writeLog: (level, text, more) => log.writePlain(level, text, more) });
    const handled = await handleHop(worker, loadFaults, message, (held) => run(worker, held));
    if (failed) (await loadFaults()).tellStepFailed(log, station, failed);
    const now = clock.now();
    const told = await tellHandled(log, handled, now, { milliseconds: round(now - began), ...fields });
    if (handled.kind === "held") throw (await loadFaults()).makeHopHeld(message.step, handled.until);
    return { execution: message.execution, ...told };
  } catch (error) {
    // Whatever keeps it from being told, this is what befell the message.
    await loadFaults()
      .then(({ tellFault }) => tellFault(log, error))
      .catch(() => {});
    throw error;
  }
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

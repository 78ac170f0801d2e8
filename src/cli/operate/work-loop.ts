/** `orchwits work`: works off whatever is due in the journal, of any pipeline, several executions at once. */
import { paintFor } from "../../diagnostics/paint.ts";
import { giveUpMessage, handleMessage } from "../../engine/handle-message.ts";
import { makeWorkersDied } from "../../engine/make-errors.ts";
import { isReservedStep } from "../../engine/reserved-steps.ts";
import { EventReporter } from "../../local/event-reporter.ts";
import type { LocalHome } from "../../local/local-home.ts";
import { StorageFault } from "../../local/storage-fault.ts";
import { work } from "../../local/worker.ts";
import { formatMilliseconds } from "../../model/duration.ts";
import type { Message } from "../../model/message.ts";
import { exitCodes } from "../exit-codes.ts";
import { exitCodeOf } from "../run/execute.ts";
import { showAccident } from "../run/failure.ts";
import { guardExit } from "../run/guard-exit.ts";
import { watchSignals } from "../run/signals.ts";
import { openHome, shownHome } from "./home.ts";
import { NotRunnable, Pipelines, type Runnable } from "./pipelines.ts";
import { openWorkOutput } from "./work-output.ts";

export interface WorkOptions {
  readonly concurrency: number;
  readonly untilDone?: true;
  readonly maxHops?: number;
  readonly json?: true;
}

/** Works until a signal, or until nothing is left where that was asked for; returns the exit code. */
export async function workLoop(options: WorkOptions): Promise<number> {
  const paint = paintFor(process.stderr, process.env);
  const home = openHome();
  const output = openWorkOutput(options.json === true);
  const signals = watchSignals();
  /** What each message that is being handled is about: several executions may be in the same step. */
  const running = new Map<Message, string>();
  const runningSteps = () => [...new Set(running.values())].join(", ");
  const pipelines = new Pipelines(home, options.maxHops);
  const warned = new Set<string>();
  const heldBack = new Set<string>();
  const stuck = new AbortController();
  signals.signal.addEventListener("abort", () => {
    if (running.size > 0)
      process.stderr.write(`Stopping, once ${runningSteps()} ${running.size === 1 ? "has" : "have"} ended. Again to stop at once.\n`);
  });
  const release = guardExit((why, thrown) => {
    output.close();
    const steps = running.size === 1 ? `Step ${runningSteps()}` : `One of the steps ${runningSteps()}`;
    process.stderr.write(showAccident(`${steps} ${why}`, thrown, "", paint));
    process.stderr.write("\nWhat was recorded is kept: 'orchwits work' and 'orchwits resume <id>' go on from there.\n");
  });
  process.stderr.write(`Working on what is due in ${shownHome()}${options.untilDone ? ", until nothing is left" : ". Ctrl-C stops it"}.\n`);
  try {
    await work({
      deliveries: home.dispatcher,
      clock: home.clock,
      concurrency: options.concurrency,
      ...(options.untilDone && { untilDone: true }),
      signal: AbortSignal.any([signals.signal, stuck.signal]),
      handle: async (message) => handle(message, await pipelines.runnableFor(message)),
      giveUp: async (message, deaths) => {
        const { worker } = await pipelines.runnableFor(message);
        return giveUpMessage(worker, message, makeWorkersDied(message.step, deaths));
      },
      onFault: (error, { execution }, again) => {
        // What can't be mended here is said once, not every time that it is tried.
        const text = error instanceof Error ? error.message : String(error);
        if (error instanceof NotRunnable) heldBack.add(execution);
        const left = home.dispatcher.standing();
        if (options.untilDone && left.every((standing) => heldBack.has(standing.execution))) stuck.abort();
        if (warned.has(`${execution} ${text}`)) return;
        warned.add(`${execution} ${text}`);
        process.stderr.write(
          `${paint("yellow", "warning:")} ${execution} has to wait. ${text} It is tried again, first in ${formatMilliseconds(again)}.\n`,
        );
      },
    });
    if (stuck.signal.aborted) {
      process.stderr.write("Nothing else is left to work on.\n");
      return exitCodes.findings;
    }
    return signals.received === undefined ? exitCodes.clean : exitCodeOf(signals.received);
  } catch (error) {
    if (!(error instanceof StorageFault)) throw error;
    process.stderr.write(`${paint(["bold", "red"], "error:")} ${error.message}\n`);
    return exitCodes.internal;
  } finally {
    release();
    output.close();
    signals.stop();
    home.close();
  }

  async function handle(message: Message, { worker, row }: Runnable) {
    const { execution, step } = message;
    heldBack.delete(execution);
    const report = new EventReporter(execution, (event) => output.show(event, row, message));
    const identity = { execution, step, hop: message.hop, attempt: message.attempt };
    running.set(message, `'${step}' of ${row.pipeline}`);
    try {
      const handled = await handleMessage(
        {
          ...worker,
          observer: {
            stepStarted: (started) => report.stepStarted(started),
            stepEnded: (ended, duration, outcome) => report.stepEnded(ended, duration, outcome),
            stepFailed: (failed, duration, thrown, state, retryIn) => report.stepFailed(failed, duration, thrown, state, retryIn),
            failureHandlerFailed: (thrown) => report.failureHandlerFailed(thrown),
          },
          writeLog: (level, text, fields) => report.log(identity, level, text, fields),
        },
        message,
      );
      if (handled.kind === "ended" && handled.status !== "running") {
        const { status, error } = handled;
        const result = await resultOf(home, execution);
        report.executionEnded(
          status,
          { ...(result !== undefined && { result }), ...(error && { error }) },
          message.hop + (isReservedStep(step) ? 0 : 1),
          home.clock.now() - row.startedAt,
        );
        pipelines.forget(execution);
      }
      return handled;
    } finally {
      running.delete(message);
    }
  }
}

async function resultOf({ journal, blobs }: LocalHome, execution: string): Promise<unknown> {
  const { loadValue } = await import("../../engine/load-state.ts");
  const row = await journal.readExecution(execution);
  return row?.result === undefined ? undefined : loadValue(blobs, row.result, "the result").catch(() => undefined);
}

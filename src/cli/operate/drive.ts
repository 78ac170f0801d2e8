/** Works off one execution in this process and tells what happens, in the events of any other run. */
import type { ErrorReport } from "../../engine/error-report.ts";
import { ExecutionError } from "../../engine/errors.ts";
import { giveUpMessage, handleMessage } from "../../engine/handle-message.ts";
import { loadState, loadValue, loadWhatIsThere } from "../../engine/load-state.ts";
import { makeStepFailed, makeWorkersDied } from "../../engine/make-errors.ts";
import { rebuildStates } from "../../engine/rebuild-states.ts";
import { isReservedStep } from "../../engine/reserved-steps.ts";
import { EventReporter } from "../../local/event-reporter.ts";
import type { LocalHome } from "../../local/local-home.ts";
import type { RunEvent } from "../../local/run-event.ts";
import { work } from "../../local/worker.ts";
import type { AttemptIdentity } from "../../model/message.ts";
import type { State } from "../../model/state.ts";
import type { LoadedPipeline } from "./loaded-pipeline.ts";
import { workerFor } from "./local-worker.ts";
import { RecordedFailure } from "./recorded-failure.ts";

export interface DriveOptions {
  readonly home: LocalHome;
  readonly loaded: LoadedPipeline;
  readonly execution: string;
  readonly maxHops?: number | undefined;
  readonly signal: AbortSignal;
  /** Whether to leave it to another process that has taken it before any step was run here. */
  readonly alone?: boolean | undefined;
  /** Why the execution is worked on: it has started or is resumed. Told first. */
  readonly begin: RunEvent;
  readonly onEvent: (event: RunEvent) => void;
  /** Hears what could not be done for now. */
  readonly onFault: (error: unknown, againInMilliseconds: number) => void;
}

/** What came of it. `elsewhere`: its last step was run by another process. */
export type Driven =
  | { readonly kind: "completed"; readonly result: unknown; readonly elsewhere: boolean }
  | { readonly kind: "failed"; readonly error: ExecutionError; readonly elsewhere: boolean }
  | { readonly kind: "cancelled" | "interrupted" }
  | { readonly kind: "taken"; readonly owner: string };

/** How often to look whether someone cancelled it while it waits, or runs it. */
const lookMilliseconds = 300;

interface Thrown {
  readonly identity: AttemptIdentity;
  readonly thrown: unknown;
  readonly state: State;
}

/**
 * Works until the execution ends or the signal is aborted.
 *
 * @throws {StorageFault} when the journal can't be used any more
 */
export async function drive(options: DriveOptions): Promise<Driven> {
  const { home, loaded, execution, signal, onEvent } = options;
  const report = new EventReporter(execution, onEvent);
  const began = home.clock.now();
  let hops = 0;
  let current: AttemptIdentity | undefined;
  let thrown: Thrown | undefined;
  let seenEnd = false;
  const worker = workerFor(home, loaded, {
    maxHops: options.maxHops,
    signal,
    observer: {
      stepStarted: (identity) => {
        current = identity;
        if (identity.attempt === 1) hops++;
        report.stepStarted(identity);
      },
      stepEnded: (identity, duration, outcome) => report.stepEnded(identity, duration, outcome),
      stepFailed: (identity, duration, error, state, retryIn) => {
        if (retryIn === undefined) thrown = { identity, thrown: error, state };
        report.stepFailed(identity, duration, error, state, retryIn);
      },
      failureHandlerFailed: (error) => report.failureHandlerFailed(error),
    },
    writeLog: (level, message, fields) => current && report.log(current, level, message, fields),
  });
  onEvent(options.begin);
  const watch = watchOthers(home, execution, () => options.alone === true && hops === 0);
  try {
    await work({
      deliveries: home.dispatcher,
      clock: home.clock,
      // One at a time: a step that never ends is noticed because nothing else is left to happen.
      concurrency: 1,
      execution,
      untilDone: true,
      signal: AbortSignal.any([signal, watch.signal]),
      handle: (message) => handleMessage(worker, message),
      giveUp: (message, deaths) => giveUpMessage(worker, message, makeWorkersDied(message.step, deaths)),
      onHandled: (_, handled) => {
        if (handled.kind === "ended") seenEnd = true;
      },
      onFault: (error, _, again) => {
        if (!signal.aborted) options.onFault(error, again);
      },
    });
  } finally {
    watch.stop();
  }
  if (watch.takenBy !== undefined) return { kind: "taken", owner: watch.takenBy };
  const driven = await conclude(options, thrown, !seenEnd);
  const duration = home.clock.now() - began;
  if (driven.kind === "interrupted") onEvent({ type: "execution-interrupted", execution, hops, durationMilliseconds: duration });
  else report.executionEnded(driven.kind, await outcomeOf(home, execution, driven), hops, duration);
  return driven;
}

async function conclude(
  { home, loaded, execution }: DriveOptions,
  thrown: Thrown | undefined,
  elsewhere: boolean,
): Promise<Exclude<Driven, { readonly kind: "taken" }>> {
  const row = await home.journal.readExecution(execution);
  switch (row?.status) {
    case "completed":
      return { kind: "completed", result: await loadValue(home.blobs, row.result, "the result"), elsewhere };
    case "failed":
      return { kind: "failed", error: await failureOf(home, loaded, execution, row.error, thrown), elsewhere };
    case "cancelled":
      return { kind: "cancelled" };
    default:
      return { kind: "interrupted" };
  }
}

async function failureOf(
  home: LocalHome,
  { steps }: LoadedPipeline,
  execution: string,
  error: ErrorReport | undefined,
  here: Thrown | undefined,
): Promise<ExecutionError> {
  if (here?.thrown instanceof ExecutionError) return here.thrown;
  const pipeline = steps.name;
  const resumeWith = `orchwits resume ${execution}`;
  if (here) return makeStepFailed({ ...here.identity, pipeline, state: here.state, resumeWith }, here.thrown);
  return readFailure(home, execution, error);
}

/** The failure of an execution as the journal tells it. */
export async function readFailure(home: LocalHome, execution: string, error: ErrorReport | undefined): Promise<RecordedFailure> {
  const row = await home.journal.readExecution(execution);
  let place = { step: "start", hop: 0, attempt: 1, state: {} as State };
  if (row) {
    for await (const { row: hop, state } of rebuildStates(home.journal, row)) {
      if (!isReservedStep(hop.step)) place = { step: hop.step, hop: hop.hop, attempt: hop.attempt, state: state as State };
    }
  }
  const state = await loadWhatIsThere(home.blobs, place.state);
  return new RecordedFailure(error ?? { name: "Error", message: "The error was not recorded." }, { execution, ...place, state });
}

async function outcomeOf(home: LocalHome, execution: string, driven: Driven) {
  if (driven.kind === "completed") return { result: driven.result };
  const error = (await home.journal.readExecution(execution))?.error;
  if (!error) return {};
  const { origin: _origin, ...plain } = error;
  return { error: plain };
}

interface Watch {
  readonly signal: AbortSignal;
  /** Who works on it instead. */
  readonly takenBy: string | undefined;
  stop(): void;
}

/** Aborts when the execution has ended by someone else's doing, which no message tells while it waits; or when someone else runs it. */
function watchOthers({ journal, dispatcher, clock, owner }: LocalHome, execution: string, leaves: () => boolean): Watch {
  const controller = new AbortController();
  let takenBy: string | undefined;
  let callOff = () => {};
  const isOver = async () => {
    const row = await journal.readExecution(execution);
    const other = leaves() ? dispatcher.standing(execution)[0]?.owner : undefined;
    if (other !== undefined && other !== owner) takenBy = other;
    return takenBy !== undefined || (row !== undefined && row.status !== "running");
  };
  const look = async () => {
    // What can't be read now, such as a database that is busy, is looked at again.
    if (await isOver().catch(() => false)) controller.abort();
    else if (!controller.signal.aborted) lookLater();
  };
  const lookLater = () => {
    callOff = clock.schedule(lookMilliseconds, () => void look(), true);
  };
  lookLater();
  return {
    signal: controller.signal,
    get takenBy() {
      return takenBy;
    },
    stop() {
      controller.abort();
      callOff();
    },
  };
}

/** What a run that begins or goes on at a hop is told to begin with. */
export async function resumedEvent(
  home: LocalHome,
  about: { readonly execution: string; readonly pipeline: string; readonly step: string; readonly hop: number },
  change: { readonly state: State; readonly set: State; readonly dropped: readonly string[] },
): Promise<RunEvent> {
  const state = await loadState(home.blobs, change.state, new Set());
  return { type: "execution-resumed", ...about, state, set: change.set, dropped: [...change.dropped] };
}

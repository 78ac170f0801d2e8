/** One execution on the real protocol, with ports in memory, a clock that jumps, and processes that die where the test says. */
import { applyCompletion } from "../engine/apply-completion.ts";
import type { PipelineSteps } from "../engine/collect-steps.ts";
import { type FlowTable, makeFlowTable } from "../engine/flow-table.ts";
import { handleMessage } from "../engine/handle-message.ts";
import type { HopRow } from "../engine/journal.ts";
import { loadState } from "../engine/load-state.ts";
import { startExecution } from "../engine/start-execution.ts";
import type { Worker } from "../engine/worker-options.ts";
import type { ManualClock } from "../local/manual-clock.ts";
import { MemoryBlobs } from "../local/memory-blobs.ts";
import { MemoryJournal } from "../local/memory-journal.ts";
import type { Message } from "../model/message.ts";
import type { State } from "../model/state.ts";
import { InjectedCrash, MortalProcess } from "./crashing-ports.ts";
import { DeliveryQueue } from "./delivery-queue.ts";
import type { FaultPlan } from "./fault.ts";
import { ownError } from "./plain-error.ts";
import { testExecution } from "./test-execution.ts";
import type { UntypedOptions } from "./test-run-options.ts";
import type { LoggedLine, StepRun } from "./test-run-record.ts";
import { watchSteps } from "./watch-steps.ts";

/** Longer than Lambda lets a function run, so that no lease ends before its function does. */
const leaseMilliseconds = 900_000;

/** What a hop's message asked for, when its hop was claimed. */
export interface HandledHop {
  readonly step: string;
  readonly hop: number;
  readonly attempt: number;
}

export class Simulation {
  readonly journal = new MemoryJournal();
  readonly blobs: MemoryBlobs;
  readonly steps: StepRun[] = [];
  /** The steps that ended their hops. */
  readonly path: string[] = [];
  readonly logs: LoggedLine[] = [];
  readonly handled: HandledHop[] = [];
  readonly #pipeline: PipelineSteps;
  readonly #flow: FlowTable | undefined;
  readonly #faults: FaultPlan;
  readonly #options: UntypedOptions;
  readonly #clock: ManualClock;
  readonly #queue: DeliveryQueue;
  readonly #late: Message[] = [];
  readonly #began: number;
  #process: MortalProcess | undefined;

  constructor(pipeline: PipelineSteps, faults: FaultPlan, options: UntypedOptions, clock: ManualClock) {
    this.#pipeline = watchSteps(pipeline, () => this.#process?.stepRan());
    this.#flow = options.graph && makeFlowTable(options.graph);
    this.#faults = faults;
    this.#options = options;
    this.#clock = clock;
    this.#began = clock.now();
    this.blobs = new MemoryBlobs(clock);
    this.#queue = new DeliveryQueue(clock);
  }

  /** Runs to the end, and beyond it until no message is left. */
  async run(from: string, state: State, input: State): Promise<void> {
    const { graph } = this.#flow ?? { graph: null };
    const { journal, blobs } = this;
    // The first message carries the state of the step that it begins with, which need not be the pipeline's input.
    const dispatcher = { dispatch: async (message: Message) => this.#send({ ...message, state }, 0) };
    const home = { journal, blobs, dispatcher, clock: this.#clock };
    await startExecution(home, { pipeline: this.#pipeline.name, source: "test", graph, input, execution: testExecution, from });
    await this.#drain();
    for (const message of this.#late) this.#queue.deliverAt(message, this.#clock.now());
    await this.#drain();
  }

  async #drain(): Promise<void> {
    for (let message = this.#queue.take(); message; message = this.#queue.take()) await this.#deliver(message);
  }

  async #send(message: Message, afterMilliseconds: number): Promise<void> {
    await this.#queue.dispatch(message, afterMilliseconds);
    if (!this.#faults.takeDuplicate(message)) return;
    await this.#queue.dispatch(message, afterMilliseconds);
    this.#late.push(message);
  }

  async #deliver(message: Message): Promise<void> {
    const crash = this.#faults.crashFor(message);
    const dispatcher = { dispatch: (next: Message, after: number) => this.#send(next, after) };
    const process = new MortalProcess({ journal: this.journal, blobs: this.blobs, dispatcher }, crash?.after);
    this.#process = process;
    let startedAt: number | undefined;
    const worker: Worker = {
      ...process.ports,
      clock: this.#clock,
      pipeline: this.#pipeline,
      flow: this.#flow,
      owner: "test",
      leaseMilliseconds,
      maxHops: this.#options.maxHops,
      // The longest that jitter allows, so that a policy's delays are what it says.
      random: () => 1 - Number.EPSILON,
      observer: {
        stepStarted: () => {
          startedAt = this.#clock.now();
        },
      },
      writeLog: (level, text, fields) => {
        this.logs.push({ step: message.step, level, message: text, ...(fields && { fields }) });
      },
    };
    try {
      const handled = await handleMessage(worker, message);
      if (handled.kind === "held") this.#queue.deliverAt(message, handled.until);
    } catch (error) {
      if (!(error instanceof InjectedCrash)) throw error;
      if (crash) this.#faults.crashed(crash);
      this.#queue.deliverAt(message, this.#clock.now());
    }
    if (process.claimed) this.handled.push({ step: message.step, hop: message.hop, attempt: message.attempt });
    if (startedAt !== undefined) this.steps.push(await this.#record(message, startedAt - this.#began));
  }

  async #record(message: Message, atMilliseconds: number): Promise<StepRun> {
    const { step, hop, attempt } = message;
    const row = await this.journal.readHop(message);
    const before = await this.#load(message.state);
    const record = { step, hop, attempt, atMilliseconds, before, set: {}, dropped: [] };
    if (!row || row.status === "claimed") return { ...record, lost: true };
    if (row.status === "waiting") return { ...record, ...describeRetry(row) };
    this.path.push(step);
    const { completion } = row;
    if (completion?.kind === "failed") return { ...record, error: ownError(completion.error) };
    if (completion?.kind !== "next") return record;
    const { to, set, dropped, afterMilliseconds } = completion;
    return {
      ...record,
      set: await this.#load(set),
      dropped,
      after: await this.#load(applyCompletion(message.state, completion)),
      next: to,
      ...(afterMilliseconds > 0 && { waitMilliseconds: afterMilliseconds }),
    };
  }

  #load(state: Message["state"]): Promise<State> {
    return loadState(this.blobs, state, "all");
  }
}

function describeRetry({ failures, retryAt = 0 }: HopRow): Pick<StepRun, "error" | "waitMilliseconds"> {
  const failure = failures.at(-1);
  if (!failure) return {};
  const waitMilliseconds = retryAt - failure.at;
  return { error: ownError(failure.error), ...(waitMilliseconds > 0 && { waitMilliseconds }) };
}

/** A home on the test's own table: memory ports, a clock that stands still, and messages that wait until the test delivers them. */
import { ManualClock } from "../local/manual-clock.ts";
import { MemoryBlobs } from "../local/memory-blobs.ts";
import { MemoryJournal } from "../local/memory-journal.ts";
import type { Message } from "../model/message.ts";
import { handleMessage } from "./handle-message.ts";
import type { Handled } from "./handled.ts";
import type { ExecutionRow, HopRow } from "./journal.ts";
import { readSteps } from "./pipeline-steps.ts";
import { startExecution } from "./start-execution.ts";
import type { Home, Worker } from "./worker-options.ts";

export interface Sent {
  readonly message: Message;
  readonly afterMilliseconds: number;
}

/** What a test works with. */
export class BenchTop {
  readonly clock = new ManualClock();
  readonly journal = new MemoryJournal();
  readonly blobs = new MemoryBlobs(this.clock);
  /** All that was dispatched, and not taken out, oldest first. */
  readonly sent: Sent[] = [];
  readonly worker: Worker & Home;

  constructor(pipeline: unknown, options: Partial<Worker & Home> = {}) {
    let tokens = 0;
    this.worker = {
      journal: this.journal,
      blobs: this.blobs,
      clock: this.clock,
      dispatcher: {
        dispatch: async (message, afterMilliseconds) => {
          // As every home does: a message is bytes.
          this.sent.push({ message: JSON.parse(JSON.stringify(message)), afterMilliseconds });
        },
      },
      pipeline: readSteps(pipeline),
      owner: "bench",
      leaseMilliseconds: 10_000,
      random: () => 0.5,
      makeToken: () => `token ${++tokens}`,
      ...options,
    };
  }

  async start(input: unknown = {}, request: object = {}): Promise<void> {
    await startExecution(this.worker, {
      execution: "e",
      pipeline: this.worker.pipeline.name,
      source: "test",
      graph: null,
      input,
      ...request,
    });
  }

  /** Handles a message as it is. */
  deliver(message: unknown, options: Partial<Worker> = {}): Promise<Handled> {
    return handleMessage({ ...this.worker, ...options }, message);
  }

  /** Takes the oldest message out, waits until it is due, and handles it. */
  async next(options: Partial<Worker> = {}): Promise<Handled> {
    const first = this.sent.shift();
    if (!first) throw new Error("No message waits.");
    this.clock.advance(first.afterMilliseconds);
    return this.deliver(first.message, options);
  }

  /** Handles messages until none waits. Gives what became of the last. */
  async drain(options: Partial<Worker> = {}): Promise<Handled | undefined> {
    let handled: Handled | undefined;
    while (this.sent.length > 0) handled = await this.next(options);
    return handled;
  }

  async row(): Promise<ExecutionRow> {
    return (await this.journal.readExecution("e")) as ExecutionRow;
  }

  async hops(): Promise<HopRow[]> {
    const rows: HopRow[] = [];
    for await (const row of this.journal.readHops("e")) rows.push(row);
    return rows;
  }

  /** Steps and how their hops stand: `start ended, tea claimed`. */
  async trail(): Promise<string> {
    return (await this.hops()).map(({ step, status, completion }) => `${step} ${completion?.kind ?? status}`).join(", ");
  }

  /** Hashes of all that is stored. */
  async stored(): Promise<string[]> {
    const hashes: string[] = [];
    for await (const { hash } of this.blobs.list()) hashes.push(hash);
    return hashes;
  }
}

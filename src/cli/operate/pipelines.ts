/** The pipelines of the executions that a worker meets: each loaded once, from where its execution was started. */
import { OrchwitsError } from "../../engine/errors.ts";
import type { ExecutionRow } from "../../engine/journal.ts";
import { isReservedStep } from "../../engine/reserved-steps.ts";
import type { Worker } from "../../engine/worker-options.ts";
import type { LocalHome } from "../../local/local-home.ts";
import type { Message } from "../../model/message.ts";
import { loadPipeline } from "../run/load-pipeline.ts";
import { commandLine } from "../run/rerun-command.ts";
import { findMisfits } from "./check-fit.ts";
import { type LoadedPipeline, toLoaded } from "./loaded-pipeline.ts";
import { workerFor } from "./local-worker.ts";
import { readSource } from "./read-source.ts";

export interface Runnable {
  readonly row: ExecutionRow;
  readonly worker: Worker;
}

/** An execution can't be worked on as things are: its source is gone, does not load, or no longer fits. */
export class NotRunnable extends OrchwitsError {
  override readonly name = "NotRunnable";
  readonly origin = "pipeline";
}

interface Entry {
  readonly loaded: LoadedPipeline;
  readonly worker: Worker;
}

export class Pipelines {
  readonly #home: LocalHome;
  readonly #maxHops: number | undefined;
  readonly #entries = new Map<string, Promise<Entry>>();
  readonly #rows = new Map<string, ExecutionRow>();

  constructor(home: LocalHome, maxHops: number | undefined) {
    this.#home = home;
    this.#maxHops = maxHops;
  }

  /** @throws {NotRunnable} when there is nothing that could run it */
  async runnableFor(message: Message): Promise<Runnable> {
    const row = await this.#rowOf(message.execution);
    const { loaded, worker } = await this.#entryOf(row);
    const { graph, flow } = loaded;
    if (graph && flow && message.graph !== null && message.graph !== flow.graph && !isReservedStep(message.step)) {
      const [misfit] = findMisfits(graph, message.step, message.state);
      if (misfit !== undefined) {
        const resume = commandLine(["resume", message.execution]);
        throw new NotRunnable(`Its source has changed, and its state does not fit any more: ${misfit} Mend it, or: ${resume}.`);
      }
    }
    return { row, worker };
  }

  /** An execution has ended. */
  forget(execution: string): void {
    this.#rows.delete(execution);
  }

  async #rowOf(execution: string): Promise<ExecutionRow> {
    const known = this.#rows.get(execution);
    if (known) return known;
    const row = await this.#home.journal.readExecution(execution);
    if (!row) throw new NotRunnable("It is not in the journal.");
    this.#rows.set(execution, row);
    return row;
  }

  #entryOf(row: ExecutionRow): Promise<Entry> {
    let entry = this.#entries.get(row.source);
    if (!entry) {
      entry = this.#load(row);
      this.#entries.set(row.source, entry);
      // Once the source is mended, it loads.
      entry.catch(() => this.#entries.delete(row.source));
    }
    return entry;
  }

  async #load({ source }: ExecutionRow): Promise<Entry> {
    try {
      const { target, graph, reading } = readSource(this.#home, source);
      const loaded = toLoaded(await loadPipeline(target.file, target.className, reading.configFile), graph);
      return { loaded, worker: workerFor(this.#home, loaded, { maxHops: this.#maxHops }) };
    } catch (error) {
      const cause = (error as Error).cause instanceof Error ? ` ${((error as Error).cause as Error).message}` : "";
      throw new NotRunnable(`${(error as Error).message}${cause}`);
    }
  }
}

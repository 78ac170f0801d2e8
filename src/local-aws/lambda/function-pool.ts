/** The processes of all functions: warm ones are used again, and no more are kept than this machine bears. */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { FunctionConfiguration } from "../function-configuration.ts";
import { type Call, type CallResult, errorPayload } from "./call.ts";
import { FunctionInstance } from "./function-instance.ts";
import type { FunctionLogLine } from "./function-log.ts";

export interface PoolOptions {
  readonly endpoint: () => string;
  readonly onLog?: ((line: FunctionLogLine) => void) | undefined;
  /** How many processes there are at most, unless all are busy and a caller waits for one more. Default: by the number of cores. */
  readonly maximumProcesses?: number | undefined;
  /** How many run at once, at most, of what can wait. Default: as many as there may be processes. */
  readonly maximumBusy?: number | undefined;
  /** The program that speaks the Runtime API, and its arguments. Default: a handler's runtime for Node. */
  readonly command?: readonly [string, ...string[]] | undefined;
  /** There is room for an invocation. */
  readonly onRoom: () => void;
}

const bootstrap: readonly [string, string] = [process.execPath, fileURLToPath(new URL("./bootstrap.mjs", import.meta.url))];
/** A process that nobody has used for so long ends, as on Lambda. */
const idleMilliseconds = 5 * 60_000;

export class FunctionPool {
  readonly #options: PoolOptions;
  readonly #maximum: number;
  readonly #maximumBusy: number;
  readonly #instances = new Set<FunctionInstance>();
  readonly #ending = new Set<Promise<void>>();
  readonly #sweep: NodeJS.Timeout;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#maximum = options.maximumProcesses ?? 4 + 4 * availableParallelism();
    this.#maximumBusy = Math.min(options.maximumBusy ?? this.#maximum, this.#maximum);
    this.#sweep = setInterval(() => this.#endUnused(), idleMilliseconds / 5).unref();
  }

  /** Whether an invocation that can wait should begin now. */
  get hasRoom(): boolean {
    let busy = 0;
    for (const { state } of this.#instances) if (state === "busy") busy++;
    return busy < this.#maximumBusy;
  }

  /** Of the functions that have processes, as they were when those began. */
  get configurations(): readonly FunctionConfiguration[] {
    return [...this.#instances].map(({ configuration }) => configuration);
  }

  /** How many processes a function has. */
  count(name: string, state?: "busy" | "idle"): number {
    let found = 0;
    for (const one of this.#instances) if (one.configuration.name === name && (!state || one.state === state)) found++;
    return found;
  }

  /** Runs an invocation in a process that is warm, or else in a new one. */
  async run(configuration: FunctionConfiguration, call: Call, kill?: number | "when it answers"): Promise<CallResult & { cold: boolean }> {
    // A request may come while processes end: nobody would end one that it begins.
    if (this.#closed)
      return { payload: errorPayload("Runtime.ExitError", "The local Lambda was closed."), failed: true, log: "", cold: false };
    const instance = this.#latest((one) => one.configuration === configuration) ?? this.#spawn(configuration);
    const cold = !instance.warm;
    return { ...(await instance.invoke(call, kill)), cold };
  }

  /** Ends the processes of a function, those that run something as soon as they have done it. */
  retire(name: string): void {
    for (const instance of [...this.#instances]) if (instance.configuration.name === name) instance.retire();
  }

  /** Resolves once no process is left. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#sweep);
    const instances = [...this.#instances];
    for (const instance of instances) instance.stop();
    await Promise.all([...this.#ending, ...instances.map((instance) => instance.exited())]);
  }

  #spawn(configuration: FunctionConfiguration): FunctionInstance {
    if (this.#instances.size >= this.#maximum) this.#oldest()?.stop();
    const { endpoint, onLog, onRoom, command = bootstrap } = this.#options;
    const instance: FunctionInstance = new FunctionInstance({
      configuration,
      endpoint: endpoint(),
      command,
      onLog,
      onIdle: () => {
        if (this.#instances.size > this.#maximum) this.#oldest()?.stop();
        onRoom();
      },
      onGone: () => {
        this.#instances.delete(instance);
        const ending = instance.exited().finally(() => this.#ending.delete(ending));
        this.#ending.add(ending);
        onRoom();
      },
    });
    this.#instances.add(instance);
    return instance;
  }

  #latest(fits: (instance: FunctionInstance) => boolean): FunctionInstance | undefined {
    let found: FunctionInstance | undefined;
    for (const one of this.#instances) {
      if (one.state === "idle" && fits(one) && (!found || one.lastUsed > found.lastUsed)) found = one;
    }
    return found;
  }

  #oldest(): FunctionInstance | undefined {
    let found: FunctionInstance | undefined;
    for (const one of this.#instances) if (one.state === "idle" && (!found || one.lastUsed < found.lastUsed)) found = one;
    return found;
  }

  #endUnused(): void {
    const before = performance.now() - idleMilliseconds;
    for (const one of [...this.#instances]) if (one.state === "idle" && one.lastUsed < before) one.stop();
  }
}

/** Runs functions within the limits of their concurrency, and counts what happens. */
import type { FunctionConfiguration } from "../function-configuration.ts";
import type { Call, CallResult, CallScene, OnInvoke } from "./call.ts";
import { FunctionPool, type PoolOptions } from "./function-pool.ts";
import { lambdaError } from "./lambda-error.ts";

/** How many invocations run at once, over all functions (Lambda quotas, "Concurrent executions"). */
const accountConcurrency = 1_000;

/** What happened to a function since it was made. */
export interface FunctionCounts {
  /** Runs, those that failed included. */
  invocations: number;
  errors: number;
  throttles: number;
  coldStarts: number;
  /** Runs again of asynchronous invocations that had failed. */
  retries: number;
  /** Asynchronous invocations that were given up. */
  givenUp: number;
}

export interface RunnerOptions extends PoolOptions {
  readonly onInvoke?: OnInvoke | undefined;
  /** Default 1,000. */
  readonly accountConcurrency?: number | undefined;
}

export class FunctionRunner {
  readonly pool: FunctionPool;
  readonly #options: RunnerOptions;
  readonly #functions = new Map<string, FunctionConfiguration>();
  readonly #counts = new Map<string, FunctionCounts>();
  readonly #running = new Map<string, number>();

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.pool = new FunctionPool(options);
  }

  get functions(): ReadonlyMap<string, FunctionConfiguration> {
    return this.#functions;
  }

  put(configuration: FunctionConfiguration): void {
    this.#functions.set(configuration.name, configuration);
    this.pool.retire(configuration.name);
  }

  remove(name: string): void {
    this.#functions.delete(name);
    this.pool.retire(name);
  }

  find(name: string): FunctionConfiguration {
    const found = this.#functions.get(name);
    if (!found) throw lambdaError("ResourceNotFoundException", `Function not found: ${name}`);
    return found;
  }

  countsOf(name: string): FunctionCounts {
    const counts = this.#counts.get(name) ?? { invocations: 0, errors: 0, throttles: 0, coldStarts: 0, retries: 0, givenUp: 0 };
    this.#counts.set(name, counts);
    return counts;
  }

  /** How many invocations run now. */
  get running(): number {
    let sum = 0;
    for (const count of this.#running.values()) sum += count;
    return sum;
  }

  /** @throws {ServiceError} when it can't begin, or Lambda fails on purpose */
  async run(name: string, call: Call, type: CallScene["type"], attempt: number): Promise<CallResult> {
    const configuration = this.find(name);
    const { requestId, payload } = call;
    const fault = this.#options.onInvoke?.({ functionName: name, requestId, stage: "run", type, attempt, payload });
    const counts = this.countsOf(name);
    if (fault?.throttle || this.#isFull(configuration)) {
      counts.throttles++;
      const reserved = configuration.reservedConcurrency !== undefined;
      throw lambdaError(
        "TooManyRequestsException",
        "Rate Exceeded.",
        reserved ? "ReservedFunctionConcurrentInvocationLimitExceeded" : "ConcurrentInvocationLimitExceeded",
      );
    }
    if (fault?.unavailable) throw lambdaError("ServiceException", "An error occurred and the request cannot be processed.");
    this.#running.set(name, (this.#running.get(name) ?? 0) + 1);
    try {
      const result = await this.pool.run(configuration, call, fault?.kill);
      counts.invocations++;
      if (result.cold) counts.coldStarts++;
      if (result.failed) counts.errors++;
      if (attempt > 1 && type === "Event") counts.retries++;
      return result;
    } finally {
      this.#running.set(name, (this.#running.get(name) ?? 1) - 1);
    }
  }

  /** Reserved concurrency is taken from what all others share. */
  #isFull({ name, reservedConcurrency }: FunctionConfiguration): boolean {
    if (reservedConcurrency !== undefined) return (this.#running.get(name) ?? 0) >= reservedConcurrency;
    let shared = this.#options.accountConcurrency ?? accountConcurrency;
    for (const one of this.#functions.values()) {
      if (one.reservedConcurrency === undefined) shared -= this.#running.get(one.name) ?? 0;
      else shared -= one.reservedConcurrency;
    }
    return shared <= 0;
  }
}

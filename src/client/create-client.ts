/** A client of a deployed pipeline, typed by its class: starts executions, looks at them, resumes and cancels them. */
import type { Pipeline } from "../authoring/pipeline.ts";
import { cancelExecution } from "../engine/cancel-execution.ts";
import { wait } from "../engine/clock.ts";
import { makeExecutionId } from "../engine/execution-id.ts";
import type { InputOf, ResultOf } from "../engine/pipeline-types.ts";
import { type Resumed, type ResumeRequest, resumeExecution } from "../engine/resume-execution.ts";
import type { Ports } from "../engine/worker-options.ts";
import { AwsClient } from "../lambda/aws/aws-client.ts";
import { openPorts } from "../lambda/open-ports.ts";
import { systemClock } from "../lambda/system-clock.ts";
import { isStackName } from "../model/deployed-names.ts";
import { ExecutionCancelled, ExecutionFailed, UnknownStack } from "./client-errors.ts";
import type { ClientOptions } from "./client-options.ts";
import { type Description, describeExecution } from "./describe-execution.ts";
import { findStack } from "./find-stack.ts";
import { invokeStart, type Started } from "./invoke-start.ts";

export interface StartOptions {
  /** The execution's id: starting twice with one id starts once. Default: a new UUIDv7. */
  readonly id?: string;
}

export interface ResultOptions {
  /** Ends the waiting, not the execution. */
  readonly signal?: AbortSignal;
  /** How often to look. Default: soon at first, then every two seconds. */
  readonly pollMilliseconds?: number;
}

/** A pipeline whose input has no key that must be given can be started without one. */
type StartWords<Input> = object extends Input ? [input?: Input, options?: StartOptions] : [input: Input, options?: StartOptions];

/**
 * Each method throws {@link UnknownStack} where the stack is not there.
 *
 * @typeParam P the pipeline's class
 */
export interface Client<P> {
  /**
   * Starts an execution, and returns as soon as that is recorded.
   *
   * @throws {InvalidInput} for an input that the pipeline does not take, and for the id of an execution that began otherwise
   */
  start(...words: StartWords<InputOf<P>>): Promise<Started>;
  /** @throws {UnknownExecution} when there is none with this id */
  describe(execution: string): Promise<Description<ResultOf<P>>>;
  /**
   * Waits until an execution has ended, and gives its result.
   *
   * @throws {ExecutionFailed} when it has failed
   * @throws {ExecutionCancelled} when it was cancelled
   */
  result(execution: string, options?: ResultOptions): Promise<ResultOf<P>>;
  /**
   * Lets an execution go on from the hop that failed or was cancelled, or from an earlier one, with the same or a changed state.
   *
   * @throws {ExecutionConflict} when it has completed, or has not ended and is to be changed
   */
  resume(execution: string, change?: ResumeRequest): Promise<Pick<Resumed, "kind">>;
  /** @throws {ExecutionConflict} when it has ended */
  cancel(execution: string): Promise<void>;
}

/**
 * Makes a client. The class is needed as a type only: `import type` it, and nothing of it gets into the program.
 *
 * @example
 * import type { Cafe } from "./pipeline.ts";
 *
 * const cafe = createClient<Cafe>({ stack: "cafe" });
 * const { execution } = await cafe.start({ choice: "c" });
 * const { milk } = await cafe.result(execution);
 */
export function createClient<P extends Pipeline>(options: ClientOptions): Client<P>;
export function createClient<P extends Pipeline>(pipeline: new () => P, options: ClientOptions): Client<P>;
export function createClient<P extends Pipeline>(...words: [ClientOptions] | [new () => P, ClientOptions]): Client<P> {
  const options = words.length === 1 ? words[0] : words[1];
  const { stack, credentials: given } = options;
  const credentials = typeof given === "object" ? () => given : given;
  if (!isStackName(stack)) throw new UnknownStack(`No stack can be called '${stack}'. Give the name that it was deployed under.`);
  const region = options.region ?? (process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION);
  if (!region)
    throw new UnknownStack(
      `In which region is stack '${stack}'? Say so, as in { stack: "${stack}", region: "eu-west-1" }, or set AWS_REGION.`,
    );
  const client = new AwsClient({ region, credentials });
  let opened: Promise<Ports> | undefined;
  const open = () => {
    opened ??= findPorts().catch((error: unknown) => {
      // The stack may be deployed later.
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const findPorts = async () => {
    const resources = options.resources ?? (await findStack(client, stack, region));
    return openPorts({ resources, region, credentials });
  };

  return {
    start: (input?: object, { id }: StartOptions = {}) => invokeStart(client, stack, input ?? {}, id ?? makeExecutionId(Date.now())),
    describe: async (execution) => describeExecution(await open(), stack, execution),
    result: async (execution, wanted) => waitForResult(await open(), stack, execution, wanted ?? {}),
    async resume(execution, change = {}) {
      const { kind } = await resumeExecution(await open(), execution, change);
      return { kind };
    },
    cancel: async (execution) => cancelExecution(await open(), execution),
  };
}

const firstPollMilliseconds = 100;
const longestPollMilliseconds = 2_000;

async function waitForResult<R>(ports: Ports, stack: string, execution: string, { signal, pollMilliseconds }: ResultOptions): Promise<R> {
  for (let milliseconds = firstPollMilliseconds; ; milliseconds = Math.min(longestPollMilliseconds, milliseconds * 1.5)) {
    signal?.throwIfAborted();
    const row = await ports.journal.readExecution(execution);
    // Only what has ended is looked at more closely; unknown ones are told there.
    if (row?.status !== "running") {
      const found = await describeExecution<R>(ports, stack, execution);
      if (found.status === "completed") return found.result;
      if (found.status === "failed") throw new ExecutionFailed(execution, found.error);
      if (found.status === "cancelled") throw new ExecutionCancelled(execution);
    }
    await wait(systemClock, pollMilliseconds ?? milliseconds, signal);
  }
}

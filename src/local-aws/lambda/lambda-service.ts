/** The local Lambda: its API, asynchronous invocations, function URLs and queues as event sources. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../../engine/clock.ts";
import { authorize } from "../authorize.ts";
import type { EventSource, FunctionConfiguration } from "../function-configuration.ts";
import type { Queues } from "../queues.ts";
import type { Action, Service, ServiceRequest, ServiceResponse } from "../service.ts";
import { type AsyncInvocation, AsyncInvocations, type Condition } from "./async-invocations.ts";
import type { CallResult, OnInvoke } from "./call.ts";
import { describeFunction, describeUrl } from "./describe-function.ts";
import { failureRecord } from "./failure-record.ts";
import { functionArn } from "./function-arn.ts";
import type { FunctionLogLine } from "./function-log.ts";
import { type FunctionCounts, FunctionRunner } from "./function-runner.ts";
import { readUrlPath, urlEvent, urlResponse } from "./function-url.ts";
import { invokeAsync } from "./invoke-async.ts";
import { lambdaError } from "./lambda-error.ts";
import { invokeResponse, type Operation, readInvoke, readOperation } from "./operations.ts";
import { QueuePoller } from "./queue-poller.ts";
import { extendTrace, longestChain } from "./trace-header.ts";

export interface LambdaOptions {
  readonly clock: Clock;
  readonly queues: Queues;
  /** Where functions find the services of the local AWS. */
  readonly endpoint: () => string;
  readonly onLog?: ((line: FunctionLogLine) => void) | undefined;
  /** From 0 to below 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Decides what goes wrong. */
  readonly onInvoke?: OnInvoke | undefined;
  readonly maximumProcesses?: number | undefined;
  readonly maximumBusy?: number | undefined;
  readonly accountConcurrency?: number | undefined;
  /** What runs handlers, such as `["node", "…/aws-lambda-ric", "index.handler"]`. Default: our own runtime. */
  readonly command?: readonly [string, ...string[]] | undefined;
}

export class LambdaService implements Service {
  readonly name = "lambda";
  readonly #options: LambdaOptions;
  readonly #runner: FunctionRunner;
  readonly #async: AsyncInvocations;
  readonly #pollers = new Set<QueuePoller>();

  constructor(options: LambdaOptions) {
    this.#options = options;
    const { clock, random = Math.random } = options;
    this.#runner = new FunctionRunner({ ...options, onRoom: () => this.#async.pump() });
    this.#async = new AsyncInvocations({
      clock,
      random,
      runner: this.#runner,
      giveUp: (...what) => this.#giveUp(...what),
      onRetry: ({ functionName, call, refusals }, delay) => {
        const why = refusals > 0 ? "There was no room for it" : "It failed";
        this.#tell(functionName, `${why}: Lambda invokes it again in ${Number((delay / 1000).toFixed(1))} s.`, call.requestId);
      },
    });
  }

  /** Makes a function, or changes it: what runs goes on with the code that it began with. */
  put(configuration: FunctionConfiguration): void {
    this.#runner.put(configuration);
  }

  remove(name: string): void {
    this.#runner.remove(name);
  }

  addEventSource(source: EventSource): void {
    this.removeEventSource(source);
    const poller = new QueuePoller({
      source,
      queues: this.#options.queues,
      hasRoom: () => this.#runner.pool.hasRoom,
      statementsOf: (name) => this.#runner.functions.get(name)?.principal,
      invoke: (name, payload, trace) => this.#invoke(name, payload, trace, "queue"),
      onFault: (text) => this.#tell(source.functionName, text),
    });
    this.#pollers.add(poller);
  }

  removeEventSource({ queueArn, functionName }: Pick<EventSource, "queueArn" | "functionName">): void {
    for (const poller of this.#pollers) {
      if (poller.source.queueArn !== queueArn || poller.source.functionName !== functionName) continue;
      poller.close();
      this.#pollers.delete(poller);
    }
  }

  /** What happened to a function. */
  countsOf(name: string): Readonly<FunctionCounts> {
    return this.#runner.countsOf(name);
  }

  /** Resolves once no asynchronous invocation runs or is about to; those that wait for their retry don't count. */
  settled(): Promise<void> {
    return this.#async.settled();
  }

  /** How many asynchronous invocations wait for their retry. */
  get waiting(): number {
    return this.#async.waiting;
  }

  /** Where the code lies that functions have, or that a process still runs. */
  get folders(): ReadonlySet<string> {
    return new Set([...this.#runner.functions.values(), ...this.#runner.pool.configurations].map(({ folder }) => folder));
  }

  /** How many invocations run, of whatever kind. */
  get running(): number {
    return this.#runner.running;
  }

  /** Invokes a function without a request, as other services do. What can't be accepted rejects. */
  invokeAsync(nameOrArn: string, payload: string): Promise<void> {
    return invokeAsync(this, nameOrArn, payload);
  }

  answersUnsigned({ path }: ServiceRequest): boolean {
    const url = readUrlPath(path);
    return url !== undefined && this.#runner.functions.get(url.name)?.url === "none";
  }

  actionsOf(request: ServiceRequest): readonly Action[] {
    const url = readUrlPath(request.path);
    if (url) {
      if (this.answersUnsigned(request)) return [];
      // Since October 2025, a function URL takes both (Lambda developer guide, "Control access to Lambda function URLs").
      return ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"].map((action) => ({ action, resource: functionArn(url.name) }));
    }
    const operation = readOperation(request);
    if (!operation) return [];
    return [{ action: operation.action, resource: operation.name === "" ? "*" : functionArn(operation.name) }];
  }

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const url = readUrlPath(request.path);
    if (url) return this.#answerUrl(request, url.name, url.rest);
    const operation = readOperation(request);
    if (!operation) throw lambdaError("UnknownOperationException", `The local Lambda has no ${request.method} ${request.path}.`);
    return this.#answer(operation, request);
  }

  async close(): Promise<void> {
    for (const poller of this.#pollers) poller.close();
    this.#async.close();
    await this.#runner.pool.close();
  }

  async #answer({ kind, name }: Operation, request: ServiceRequest): Promise<ServiceResponse> {
    const { endpoint } = this.#options;
    if (kind === "list") return json({ Functions: [...this.#runner.functions.values()].map((one) => describeFunction(one)) });
    const configuration = this.#runner.find(name);
    if (kind === "configuration") return json(describeFunction(configuration));
    if (kind === "recursion") return json({ RecursiveLoop: configuration.recursiveLoop });
    if (kind === "url") return json(describeUrl(configuration, endpoint()));
    if (kind === "get") return json({ Configuration: describeFunction(configuration), Code: { RepositoryType: "S3" }, Tags: {} });
    return this.#accept(configuration, request);
  }

  async #accept(configuration: FunctionConfiguration, request: ServiceRequest): Promise<ServiceResponse> {
    const { name } = configuration;
    const { type, payload, clientContext, tail } = readInvoke(request);
    if (type === "DryRun") return { status: 204 };
    const requestId = randomUUID();
    const fault = this.#options.onInvoke?.({ functionName: name, requestId, stage: "request", type, attempt: 1, payload });
    if (fault?.unavailable) throw lambdaError("ServiceException", "An error occurred and the request cannot be processed.");
    if (fault?.throttle) throw lambdaError("TooManyRequestsException", "Rate Exceeded.", "CallerRateLimitExceeded");
    const { header, count } = extendTrace(request.headers["x-amzn-trace-id"], functionArn(name));
    const call = { requestId, payload, traceHeader: header, clientContext };
    const recursive = count > longestChain && configuration.recursiveLoop === "Terminate";
    if (type === "Event") {
      if (recursive) await this.#stopRecursion(name, call);
      else for (let copies = fault?.duplicate ? 2 : 1; copies > 0; copies--) this.#async.accept(name, call);
      return { status: 202, headers: { "x-amzn-requestid": requestId, "x-amzn-trace-id": header } };
    }
    if (recursive) throw recursion(name);
    const result = await this.#runner.run(name, call, type, 1);
    return invokeResponse(requestId, result, tail);
  }

  async #invoke(name: string, payload: Uint8Array, trace: string | undefined, type: "RequestResponse" | "queue"): Promise<CallResult> {
    const { header, count } = extendTrace(trace, functionArn(name));
    if (count > longestChain && this.#runner.find(name).recursiveLoop === "Terminate") throw recursion(name);
    return this.#runner.run(name, { requestId: randomUUID(), payload, traceHeader: header }, type, 1);
  }

  async #answerUrl(request: ServiceRequest, name: string, rest: string): Promise<ServiceResponse> {
    if (!this.#runner.find(name).url) throw lambdaError("ResourceNotFoundException", `The function ${name} has no URL.`);
    const payload = Buffer.from(JSON.stringify(urlEvent(request, rest, this.#options.clock.now())));
    const result = await this.#invoke(name, payload, request.headers["x-amzn-trace-id"], "RequestResponse");
    return urlResponse(result.payload, result.failed);
  }

  async #stopRecursion(functionName: string, call: AsyncInvocation["call"]): Promise<void> {
    this.#tell(functionName, `${functionName} was invoked more than ${longestChain} times in one chain, and is not invoked again.`);
    const invocation = { functionName, call, acceptedAt: this.#options.clock.now(), runs: 0, refusals: 0, passedOver: 0 };
    await this.#giveUp(invocation, "RecursiveInvocation");
  }

  /** Sends the record to the function's failure destination, as its role. */
  async #giveUp(invocation: AsyncInvocation, condition: Condition, result?: CallResult): Promise<void> {
    const { functionName } = invocation;
    const configuration = this.#runner.functions.get(functionName);
    this.#runner.countsOf(functionName).givenUp++;
    if (!configuration?.onFailure)
      return this.#tell(functionName, `An invocation of ${functionName} is lost: ${condition}, and no destination.`);
    const { onFailure, principal } = configuration;
    if (!authorize(principal, [{ action: "sqs:SendMessage", resource: onFailure }])) {
      return this.#tell(functionName, `An invocation of ${functionName} is lost: ${principal.arn} lacks sqs:SendMessage on ${onFailure}.`);
    }
    const record = failureRecord(invocation, condition, this.#options.clock.now(), result);
    await this.#options.queues.send(onFailure, record).catch((error: unknown) => {
      this.#tell(functionName, `An invocation of ${functionName} is lost: ${onFailure} takes no record of it: ${String(error)}`);
    });
  }

  #tell(functionName: string, text: string, requestId?: string): void {
    const logGroup = this.#runner.functions.get(functionName)?.logGroup ?? `/aws/lambda/${functionName}`;
    this.#options.onLog?.({ functionName, logGroup, logStream: "lambda", own: false, text, ...(requestId && { requestId }) });
  }
}

function recursion(name: string): Error {
  return lambdaError("RecursiveInvocationException", `${name} was invoked more than ${longestChain} times in one chain of requests.`);
}

function json(body: object): ServiceResponse {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

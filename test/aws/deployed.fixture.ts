/** A pipeline deployed to the local AWS, as those see it who use it: through unmodified clients of the AWS SDK, and through its journal. */
import { setTimeout as sleep } from "node:timers/promises";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "vitest";
import type { Template } from "../../src/deploy/template/template.ts";
import type { ExecutionRow, HopRow } from "../../src/engine/journal.ts";
import { loadValue } from "../../src/engine/load-state.ts";
import { startExecution } from "../../src/engine/start-execution.ts";
import type { Ports } from "../../src/engine/worker-options.ts";
import { openPorts } from "../../src/lambda/open-ports.ts";
import type { LocalAws } from "../../src/local-aws/local-aws.ts";
import type { LogLine } from "../../src/local-aws/log-line.ts";
import type { Principal } from "../../src/local-aws/policy.ts";
import type { Provisioned } from "../../src/local-aws/provision/provision.ts";
import type { Graph } from "../../src/model/graph.ts";
import { readResources, resourceNames, type StackResources } from "../../src/model/stack-resources.ts";
import type { BuiltStack } from "./build-stack.fixture.ts";
import type { ForwardClock } from "./forward-clock.fixture.ts";

export interface DeployedOptions {
  readonly aws: LocalAws;
  readonly clock: ForwardClock;
  readonly lines: readonly LogLine[];
  readonly stack: Provisioned;
  readonly build: (file: string) => Promise<BuiltStack>;
  readonly first: BuiltStack;
}

/** What the entry answers. */
export interface Begun {
  readonly execution: string;
  readonly pipeline: string;
  readonly began: boolean;
}

/** Longer than anything takes on a busy machine; whoever waits looks again and again. */
const patienceMilliseconds = 200_000;

export class Deployed {
  readonly aws: LocalAws;
  readonly clock: ForwardClock;
  readonly name: string;
  readonly stack: Provisioned;
  readonly resources: StackResources;
  /** The ports of whoever operates the stack. */
  readonly ports: Ports;
  graph: Graph;
  template: Template;
  readonly #options: DeployedOptions;
  readonly #lambda: LambdaClient;

  constructor(options: DeployedOptions) {
    this.#options = options;
    const { aws, clock, stack, first } = options;
    this.aws = aws;
    this.clock = clock;
    this.stack = stack;
    this.name = stack.stackName;
    this.graph = first.graph;
    this.template = first.template;
    const { resources, missing } = readResources((key) => stack.outputs[resourceNames[key].output]);
    expect(missing).toEqual([]);
    this.resources = resources as StackResources;
    this.ports = openPorts({ resources: this.resources, environment: aws.environment, credentials: () => aws.root });
    this.#lambda = new LambdaClient({ endpoint: aws.endpoint, region: aws.region, credentials: aws.root });
  }

  /** Invokes a function of the stack, the entry by default, and gives what it answers. */
  async invoke<R = Begun>(event: unknown, step = "start"): Promise<R> {
    const FunctionName = `${this.name}-${step}`;
    const { FunctionError, Payload } = await this.#lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
    const answer = JSON.parse(Buffer.from(Payload ?? []).toString());
    if (FunctionError === undefined) return answer;
    throw Object.assign(new Error(answer.errorMessage), { name: answer.errorType });
  }

  /** Invokes the entry as other services do, without an answer. */
  async invokeLater(event: unknown): Promise<void> {
    const input = { FunctionName: `${this.name}-start`, InvocationType: "Event", Payload: JSON.stringify(event) } as const;
    const { StatusCode } = await this.#lambda.send(new InvokeCommand(input));
    expect(StatusCode).toBe(202);
  }

  /** Starts an execution from any step, as operators can. */
  async startFrom(from: string, input: object): Promise<string> {
    const { ports, name } = this;
    const request = { pipeline: this.graph.pipeline, source: name, graph: null, from, input };
    return (await startExecution(ports, request)).row.execution;
  }

  /** Runs an execution to its end, and gives its result. */
  async run(input: object): Promise<unknown> {
    const { execution } = await this.invoke(input);
    return this.result(execution);
  }

  /** The result of an execution that completes. */
  async result(execution: string): Promise<unknown> {
    const row = await this.finished(execution);
    if (row.status !== "completed") throw new Error(`${execution} ${row.status}: ${row.error?.message}\n${this.log(execution)}`);
    return loadValue(this.ports.blobs, row.result, "the result");
  }

  /** Waits until an execution has ended. What waits in the delay queue need not be waited for. */
  async finished(execution: string): Promise<ExecutionRow> {
    return this.until(`${execution} has ended`, async () => {
      this.#hurry();
      const row = await this.ports.journal.readExecution(execution);
      return row && row.status !== "running" ? row : undefined;
    });
  }

  /** Waits until something is there. */
  async until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
    const deadline = performance.now() + patienceMilliseconds;
    for (;;) {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      if (performance.now() > deadline) throw new Error(`Waited in vain until ${what}.\n${this.log()}`);
      await sleep(10);
    }
  }

  #hurry(): void {
    const { delays } = this.resources;
    if (delays === undefined) return;
    const waiting = [...this.aws.queues.find(delays).messages].filter(({ receiveCount }) => receiveCount === 0);
    const next = Math.min(...waiting.map(({ visibleAt }) => visibleAt)) - this.clock.now();
    if (next > 0 && Number.isFinite(next)) this.clock.advance(next);
  }

  /** Every hop's row, in order. */
  async hops(execution: string): Promise<HopRow[]> {
    const hops: HopRow[] = [];
    for await (const hop of this.ports.journal.readHops(execution)) hops.push(hop);
    return hops;
  }

  /** The steps that ran, and those that wait. */
  async trail(execution: string): Promise<string[]> {
    return (await this.hops(execution)).map(({ step }) => step);
  }

  /** The stack made from another source, as a further deployment makes it. */
  async update(file: string): Promise<void> {
    const { graph, template } = await this.#options.build(file);
    await this.stack.update(template);
    this.graph = graph;
    this.template = template;
  }

  /** How often a function asked for something, or all functions of the stack. */
  count(operation: string, step?: string): number {
    const prefix = `:role/${this.name}-`;
    return this.aws.counts
      .all()
      .filter((count) => count.operation === operation && count.principal.includes(step === undefined ? prefix : `${prefix}${step}-role`))
      .reduce((sum, { count }) => sum + count, 0);
  }

  /** Who a function's role is. */
  principal(step: string): Principal {
    const principal = this.aws.principals.byArn(this.stack.roles[`${this.name}-${step}`] ?? "");
    if (!principal) throw new Error(`Function '${step}' has no role.`);
    return principal;
  }

  /** All that the local AWS and its functions have said. */
  get lines(): readonly LogLine[] {
    return this.#options.lines;
  }

  /** The last that was said, for whoever has to find out what went wrong. */
  log(execution?: string): string {
    const said = this.#options.lines.filter(({ message }) => execution === undefined || message.includes(execution));
    return said
      .slice(-30)
      .map(({ functionName = "", message }) => `${functionName} ${message.slice(0, 400)}`)
      .join("\n");
  }
}

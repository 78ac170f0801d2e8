/** A stack on the test's own table: its functions, memory ports, a clock that stands still, and invocations that wait to be delivered. */
import { allAbilities } from "../engine/abilities.ts";
import { collectSteps, type PipelineClass } from "../engine/collect-steps.ts";
import type { Ports } from "../engine/worker-options.ts";
import { ManualClock } from "../local/manual-clock.ts";
import { MemoryBlobs } from "../local/memory-blobs.ts";
import { MemoryJournal } from "../local/memory-journal.ts";
import type { BundleFlow } from "../model/bundle-flow.ts";
import type { Invocation } from "../model/invocation.ts";
import type { Message } from "../model/message.ts";
import { handleEntry } from "./handle-entry.ts";
import { handleFailure } from "./handle-failure.ts";
import { handleStep } from "./handle-step.ts";
import type { LambdaContext, LambdaHandler } from "./lambda-context.ts";
import type { RecoveryHome } from "./open-recovery-home.ts";
import type { QueueRecord } from "./queue-batch.ts";
import { recover } from "./recover.ts";
import { relay } from "./relay.ts";

export interface Sent {
  readonly message: Message;
  readonly afterMilliseconds: number;
}

/** How an invocation differs from the first of a function that may run for ten seconds. */
export interface InvokeOptions {
  readonly requestId?: string;
  readonly timeoutMilliseconds?: number;
}

export class Stack {
  readonly clock = new ManualClock();
  readonly journal = new MemoryJournal();
  readonly blobs = new MemoryBlobs(this.clock);
  /** All that was dispatched and not taken out, oldest first. */
  readonly sent: Sent[] = [];
  readonly lines: string[] = [];
  readonly hidden: { readonly messageId: string; readonly milliseconds: number }[] = [];
  readonly home: RecoveryHome & Ports;
  readonly #class: PipelineClass;
  readonly #flow: BundleFlow;
  readonly #functions = new Map<string, LambdaHandler>();
  #requests = 0;

  constructor(pipelineClass: PipelineClass, flow: Partial<BundleFlow> = {}, home: Partial<RecoveryHome & Ports> = {}) {
    this.#class = pipelineClass;
    const { name, hasMethod } = collectSteps(pipelineClass);
    this.#flow = { pipeline: name, graph: "g1", reads: "all", live: {}, failureHandler: hasMethod("onFailure"), ...flow };
    this.home = {
      stack: "cafe",
      journal: this.journal,
      blobs: this.blobs,
      ...allAbilities({ journal: this.journal, blobs: this.blobs, ...home } as Ports),
      clock: this.clock,
      dispatcher: {
        dispatch: async (message, afterMilliseconds) => {
          this.sent.push({ message: JSON.parse(JSON.stringify(message)), afterMilliseconds });
        },
      },
      writeLine: (line) => void this.lines.push(line),
      hide: async ({ messageId }, milliseconds) => void this.hidden.push({ messageId, milliseconds }),
      ...home,
    };
  }

  /** Invokes the function of a step, or `$failure`, `$relay`, `$recovery`. */
  invoke(name: string, event: unknown, options: InvokeOptions = {}): Promise<unknown> {
    const handler = this.#functions.get(name) ?? this.#make(name);
    this.#functions.set(name, handler);
    return handler(JSON.parse(JSON.stringify(event ?? null)), this.context(options));
  }

  context({ requestId, timeoutMilliseconds = 10_000 }: InvokeOptions): LambdaContext {
    const deadline = this.clock.now() + timeoutMilliseconds;
    return { awsRequestId: requestId ?? `request-${++this.#requests}`, getRemainingTimeInMillis: () => deadline - this.clock.now() };
  }

  /** Takes the oldest invocation out. */
  take(): Sent {
    const first = this.sent.shift();
    if (!first) throw new Error("Nothing waits to be delivered.");
    return first;
  }

  /** Delivers the oldest invocation when it is due. */
  next(options: InvokeOptions = {}): Promise<unknown> {
    const { message, afterMilliseconds } = this.take();
    this.clock.advance(afterMilliseconds);
    return this.invoke(message.step, { $orchwits: message } satisfies Invocation, options);
  }

  async drain(): Promise<unknown> {
    let last: unknown;
    while (this.sent.length > 0) last = await this.next();
    return last;
  }

  /** Delivers messages to the recovery, as the event source mapping does. */
  recover(...records: Partial<QueueRecord>[]): Promise<unknown> {
    return this.invoke("$recovery", queueEvent(...records));
  }

  /** Steps and how their hops stand: `start next, tea claimed`. */
  async trail(execution: string): Promise<string> {
    const rows: string[] = [];
    for await (const { step, status, completion } of this.journal.readHops(execution)) rows.push(`${step} ${completion?.kind ?? status}`);
    return rows.join(", ");
  }

  /** The lines of the log as objects. */
  get log(): Record<string, unknown>[] {
    return this.lines.map((line) => JSON.parse(line));
  }

  #make(name: string): LambdaHandler {
    if (name === "$relay") return relay(() => this.home);
    if (name === "$recovery") return recover(this.#flow, () => this.home);
    if (name === "$failure") return handleFailure(this.#class, this.#flow, () => this.home);
    if (name === "start") return handleEntry(this.#class, this.#flow, () => this.home);
    return handleStep(this.#class, name, this.#flow, () => this.home);
  }
}

/** A batch of queue messages, as Lambda delivers it. */
export function queueEvent(...records: Partial<QueueRecord>[]) {
  return {
    Records: records.map((record, index) => ({
      messageId: `message-${index + 1}`,
      receiptHandle: `handle-${index + 1}`,
      body: "",
      attributes: { ApproximateReceiveCount: "1" },
      messageAttributes: {},
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:queue",
      ...record,
    })),
  };
}

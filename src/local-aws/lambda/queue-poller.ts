/** Invokes a function for the messages of a queue, as Lambda's event source mappings do. */
import { authorize } from "../authorize.ts";
import type { EventSource } from "../function-configuration.ts";
import type { QueuedMessage, Queues } from "../queues.ts";
import { region } from "../service.ts";
import { ServiceError } from "../service-error.ts";
import type { CallResult } from "./call.ts";
import { readBatchFailures } from "./read-batch-failures.ts";

/** Looking costs a request to the queue; what lies there is fetched without waiting in between. */
const idleMilliseconds = 200;
/** How many batches of a queue run at once (Lambda's guide, "Using Lambda with Amazon SQS": it begins with five). */
const mostAtOnce = 5;
/** What Lambda needs of the function's role. */
const actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"] as const;

export interface PollerOptions {
  readonly source: EventSource;
  readonly queues: Queues;
  readonly hasRoom: () => boolean;
  readonly statementsOf: (functionName: string) => Parameters<typeof authorize>[0] | undefined;
  readonly invoke: (functionName: string, payload: Uint8Array, traceHeader: string | undefined) => Promise<CallResult>;
  readonly onFault: (text: string) => void;
}

export class QueuePoller {
  readonly source: EventSource;
  readonly #options: PollerOptions;
  #timer: NodeJS.Timeout | undefined;
  #running = 0;
  #closed = false;
  #told = "";

  constructor(options: PollerOptions) {
    this.source = options.source;
    this.#options = options;
    this.#schedule(0);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #schedule(delay: number): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    // Real time also where the clock isn't: what becomes visible by that clock is found at the next look.
    this.#timer = setTimeout(() => void this.#look(), delay).unref();
  }

  async #look(): Promise<void> {
    let found = 0;
    try {
      while (!this.#closed && this.#running < mostAtOnce && this.#options.hasRoom() && this.#mayPoll()) {
        const messages = await this.#options.queues.receive(this.source.queueArn, Math.min(10, this.source.batchSize));
        if (messages.length === 0) break;
        found += messages.length;
        this.#running++;
        void this.#process(messages).finally(() => {
          this.#running--;
          this.#schedule(0);
        });
      }
    } catch (error) {
      this.#tell(`The queue ${this.source.queueArn} can't be read for ${this.source.functionName}: ${String(error)}`);
    }
    this.#schedule(found > 0 && this.#running < mostAtOnce ? 0 : idleMilliseconds);
  }

  #mayPoll(): boolean {
    const { functionName, queueArn } = this.source;
    const principal = this.#options.statementsOf(functionName);
    if (!principal) return false;
    const denied = actions.filter((action) => !authorize(principal, [{ action, resource: queueArn }]));
    if (denied.length > 0) this.#tell(`${principal.arn} lacks ${denied.join(", ")} on ${queueArn}: ${functionName} is not invoked for it.`);
    return denied.length === 0;
  }

  async #process(messages: readonly QueuedMessage[]): Promise<void> {
    const { functionName, queueArn, reportBatchItemFailures } = this.source;
    const { queues, invoke } = this.#options;
    const payload = Buffer.from(JSON.stringify({ Records: messages.map((message) => recordOf(message, queueArn)) }));
    try {
      const result = await invoke(functionName, payload, messages[0]?.attributes.AWSTraceHeader);
      if (result.failed) return;
      const failed = reportBatchItemFailures ? readBatchFailures(result.payload, messages) : new Set<string>();
      for (const { messageId, receiptHandle } of messages) {
        if (!failed.has(messageId) && !this.#closed) await queues.remove(queueArn, receiptHandle);
      }
    } catch (error) {
      // Throttled, or recursive: the messages become visible again. Anything else is worth telling.
      if (!(error instanceof ServiceError) && !this.#closed) this.#tell(`A batch of ${queueArn} was not handled: ${String(error)}`);
    }
  }

  /** Once, and not at every look. */
  #tell(text: string): void {
    if (this.#told === text) return;
    this.#told = text;
    this.#options.onFault(text);
  }
}

function recordOf({ messageId, receiptHandle, body, attributes, messageAttributes }: QueuedMessage, queueArn: string): object {
  return {
    messageId,
    receiptHandle,
    body,
    attributes,
    messageAttributes,
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

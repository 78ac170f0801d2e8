/** One standard queue: delays, visibility, redrive and long polling, all by the clock. */
import { createHash, randomUUID } from "node:crypto";
import type { Clock } from "../../engine/clock.ts";
import type { QueueAttributes } from "../queues.ts";
import { ServiceError } from "../service-error.ts";

/** A message as it lies in a queue. */
export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly bodyMd5: string;
  readonly messageAttributes: Readonly<Record<string, unknown>>;
  readonly traceHeader: string | undefined;
  readonly sentAt: number;
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  /** Of its last delivery: older ones have no effect any more. */
  receiptHandle: string | undefined;
}

export interface NewMessage {
  readonly body: string;
  readonly delaySeconds?: number | undefined;
  readonly messageAttributes?: Readonly<Record<string, unknown>> | undefined;
  readonly traceHeader?: string | undefined;
}

export interface QueueOptions {
  readonly name: string;
  readonly arn: string;
  readonly clock: Clock;
  /** Takes a message that was received too often. False where there is no such queue: it stays. */
  readonly redrive: (arn: string, message: StoredMessage) => boolean;
  /** Whether to deliver a message and leave it visible, as standard queues sometimes do. */
  readonly duplicate: () => boolean;
}

/** What no message may hold (SQS API, `SendMessage`). */
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** The largest message, its attributes included, and the longest times that it can be delayed and hidden for (SQS quotas). */
const limits = { bytes: 1_048_576, delaySeconds: 900, hiddenSeconds: 43_200 };

export class Queue {
  readonly name: string;
  readonly arn: string;
  attributes: QueueAttributes;
  readonly createdAt: number;
  readonly messages = new Set<StoredMessage>();
  readonly #options: QueueOptions;
  readonly #listeners = new Set<() => void>();
  #cancelAlarm = () => {};

  constructor(options: QueueOptions, attributes: QueueAttributes) {
    this.#options = options;
    this.name = options.name;
    this.arn = options.arn;
    this.attributes = attributes;
    this.createdAt = options.clock.now();
  }

  send({ body, delaySeconds = this.attributes.delaySeconds ?? 0, messageAttributes = {}, traceHeader }: NewMessage): StoredMessage {
    if (body === "") throw new ServiceError("MissingParameter", "The request must contain the parameter MessageBody.");
    if (Buffer.byteLength(body) + sizeOf(messageAttributes) > limits.bytes) {
      throw new ServiceError(
        "InvalidParameterValue",
        `One or more parameters are invalid. Reason: Message must be shorter than ${limits.bytes} bytes.`,
      );
    }
    if (forbidden.test(body)) {
      throw new ServiceError(
        "InvalidMessageContents",
        "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
      );
    }
    if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > limits.delaySeconds) {
      const reason = "DelaySeconds must be >= 0 and <= 900.";
      throw new ServiceError("InvalidParameterValue", `Value ${delaySeconds} for parameter DelaySeconds is invalid. Reason: ${reason}`);
    }
    const now = this.#options.clock.now();
    const bodyMd5 = createHash("md5").update(body).digest("hex");
    const fresh = { receiveCount: 0, firstReceivedAt: undefined, receiptHandle: undefined };
    const message = {
      id: randomUUID(),
      body,
      bodyMd5,
      messageAttributes,
      traceHeader,
      sentAt: now,
      visibleAt: now + delaySeconds * 1000,
      ...fresh,
    };
    this.add(message);
    return message;
  }

  add(message: StoredMessage): void {
    this.messages.add(message);
    this.#wake();
  }

  /** What is there now. */
  receive(most: number, visibilitySeconds = this.attributes.visibilityTimeoutSeconds): StoredMessage[] {
    const now = this.#options.clock.now();
    const received: StoredMessage[] = [];
    const { redrive, retentionSeconds = 345_600 } = this.attributes;
    for (const message of this.messages) {
      if (received.length >= most) break;
      if (message.sentAt + retentionSeconds * 1000 <= now) {
        this.messages.delete(message);
        continue;
      }
      if (message.visibleAt > now) continue;
      if (redrive && message.receiveCount >= redrive.maxReceiveCount && this.#redrive(message, redrive.deadLetterTargetArn)) continue;
      message.receiveCount++;
      message.firstReceivedAt ??= now;
      message.receiptHandle = randomUUID();
      if (!this.#options.duplicate()) message.visibleAt = now + visibilitySeconds * 1000;
      received.push({ ...message });
    }
    if (this.messages.size > 0) this.#wake();
    return received;
  }

  /** What is there within a time. */
  async poll(most: number, visibilitySeconds: number | undefined, waitSeconds: number): Promise<StoredMessage[]> {
    const received = this.receive(most, visibilitySeconds);
    if (received.length > 0 || waitSeconds === 0) return received;
    return await new Promise((resolve) => {
      const end = (messages: StoredMessage[]) => {
        stop();
        cancel();
        resolve(messages);
      };
      const cancel = this.#options.clock.schedule(waitSeconds * 1000, () => end([]), true);
      const stop = this.watch(() => {
        const messages = this.receive(most, visibilitySeconds);
        if (messages.length > 0) end(messages);
      });
    });
  }

  /** Calls whenever messages may be there to be received. Returns what ends it. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#wake();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#cancelAlarm();
    };
  }

  delete(receiptHandle: string): void {
    const message = this.#find(receiptHandle);
    if (message) this.messages.delete(message);
  }

  changeVisibility(receiptHandle: string, seconds: number): void {
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > limits.hiddenSeconds) {
      const reason = "VisibilityTimeout must be an integer between 0 and 43200.";
      throw new ServiceError("InvalidParameterValue", `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: ${reason}`);
    }
    const message = this.#find(receiptHandle);
    if (!message) {
      const reason = "Message does not exist or is not available for visibility timeout change.";
      throw new ServiceError("InvalidParameterValue", `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: ${reason}`);
    }
    message.visibleAt = this.#options.clock.now() + seconds * 1000;
    this.#wake();
  }

  count(): { readonly visible: number; readonly inFlight: number; readonly delayed: number } {
    const now = this.#options.clock.now();
    const hidden = [...this.messages].filter(({ visibleAt }) => visibleAt > now);
    const delayed = hidden.filter(({ receiveCount }) => receiveCount === 0).length;
    return { visible: this.messages.size - hidden.length, inFlight: hidden.length - delayed, delayed };
  }

  close(): void {
    this.#cancelAlarm();
    this.#listeners.clear();
  }

  #find(receiptHandle: string): StoredMessage | undefined {
    for (const message of this.messages) if (message.receiptHandle === receiptHandle) return message;
    return undefined;
  }

  #redrive(message: StoredMessage, arn: string): boolean {
    const visibleAt = this.#options.clock.now();
    if (!this.#options.redrive(arn, { ...message, visibleAt, receiveCount: 0, receiptHandle: undefined })) return false;
    this.messages.delete(message);
    return true;
  }

  /** Tells the listeners when the next message can be received: at once, but never within the caller's own turn. */
  #wake(): void {
    this.#cancelAlarm();
    if (this.#listeners.size === 0 || this.messages.size === 0) return;
    let next = Number.POSITIVE_INFINITY;
    for (const { visibleAt } of this.messages) next = Math.min(next, visibleAt);
    const tell = () => {
      for (const listener of [...this.#listeners]) listener();
    };
    const wait = next - this.#options.clock.now();
    if (wait > 0) this.#cancelAlarm = this.#options.clock.schedule(wait, tell, true);
    else {
      const immediate = setImmediate(tell);
      this.#cancelAlarm = () => clearImmediate(immediate);
    }
  }
}

/** Of attributes, their names, types and values count. */
function sizeOf(messageAttributes: NonNullable<NewMessage["messageAttributes"]>): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(messageAttributes)) {
    const { DataType = "", StringValue = "", BinaryValue = "" } = value as Record<string, string | undefined>;
    bytes += Buffer.byteLength(name + DataType + StringValue) + Buffer.byteLength(BinaryValue, "base64");
  }
  return bytes;
}

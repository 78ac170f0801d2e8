/** The queues of the local AWS, for its other services: what SQS's API does for clients, without a request. */

export interface QueueAttributes {
  readonly visibilityTimeoutSeconds: number;
  readonly delaySeconds?: number;
  readonly retentionSeconds?: number;
  readonly redrive?: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number };
}

export interface QueuedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** `ApproximateReceiveCount`, `SentTimestamp` and so on. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, unknown>>;
}

export interface Queues {
  /** Makes a queue, or gives the one that has the name. */
  create(name: string, attributes: QueueAttributes): Promise<{ readonly url: string; readonly arn: string }>;
  delete(arn: string): Promise<void>;
  send(
    arn: string,
    body: string,
    options?: { readonly delaySeconds?: number; readonly attributes?: Readonly<Record<string, string>> },
  ): Promise<void>;
  receive(arn: string, most: number): Promise<readonly QueuedMessage[]>;
  remove(arn: string, receiptHandle: string): Promise<void>;
  changeVisibility(arn: string, receiptHandle: string, seconds: number): Promise<void>;
}

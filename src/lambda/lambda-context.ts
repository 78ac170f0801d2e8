/** What Lambda gives to a handler, as far as we ask for it. */

/** An invocation, as the runtime describes it. */
export interface LambdaContext {
  /** The same for every retry of an asynchronous invocation. */
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** A function's handler. */
export type LambdaHandler = (event: unknown, context: LambdaContext) => Promise<unknown>;

/** One invocation on its way through the local Lambda, and what became of it. */

export interface Call {
  readonly requestId: string;
  readonly payload: Uint8Array;
  /** The header `X-Amzn-Trace-Id` that the function is given, its lineage included. */
  readonly traceHeader: string;
  /** Base64 of JSON, as the API takes it. */
  readonly clientContext?: string | undefined;
}

export interface CallResult {
  readonly payload: Buffer;
  /** Whether the payload describes an error: of the handler, or of the process that ran it. */
  readonly failed: boolean;
  /** What was logged, for the tail that a caller may ask for. */
  readonly log: string;
}

/** What a test does to an invocation. */
export interface InvocationFault {
  /** Kills the process so many milliseconds after it took the invocation, or when it answers: everything is done, and nobody is told. */
  readonly kill?: number | "when it answers";
  /** Refuses it as one too many. */
  readonly throttle?: boolean;
  /** Fails the API call, as Lambda itself sometimes does. */
  readonly unavailable?: boolean;
  /** Delivers an asynchronous invocation twice. */
  readonly duplicate?: boolean;
}

/** The invocation that a test decides about. */
export interface CallScene {
  readonly functionName: string;
  readonly requestId: string;
  /** `request` is the API call, before anything is accepted; `run` is each time that a function is about to run. */
  readonly stage: "request" | "run";
  readonly type: "RequestResponse" | "Event" | "queue";
  /** Counts from 1; above 1 for what Lambda itself retries. */
  readonly attempt: number;
  readonly payload: Uint8Array;
}

export type OnInvoke = (scene: CallScene) => InvocationFault | undefined;

/** What the runtime would say of an error, in its own form. */
export function errorPayload(errorType: string, errorMessage: string): Buffer {
  return Buffer.from(JSON.stringify({ errorType, errorMessage }));
}

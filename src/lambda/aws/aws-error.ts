/** What AWS refused or could not do, without anything of the request that must stay secret. */
import { isNamed, OrchwitsError } from "../../engine/errors.ts";

export interface AwsErrorDetails {
  readonly service?: string;
  readonly operation?: string;
  /** Of the response; absent where there was none. */
  readonly status?: number;
  /** As the service names it, such as `ThrottlingException`, or as Node names what befell the connection, such as `ECONNRESET`. */
  readonly code: string;
  readonly requestId?: string | undefined;
  /** What else the service answered. It may hold state, and is neither printed nor recorded. */
  readonly answer?: unknown;
}

/** A call of an AWS service that failed for good: retrying was no use, or not allowed. */
export class AwsError extends OrchwitsError {
  override readonly name = "AwsError";
  readonly origin = "system";
  readonly service: string | undefined;
  readonly operation: string | undefined;
  readonly status: number | undefined;
  readonly code: string;
  readonly requestId: string | undefined;
  declare readonly answer: unknown;

  constructor(message: string, details: AwsErrorDetails, options?: ErrorOptions) {
    super(message, options);
    this.service = details.service;
    this.operation = details.operation;
    this.status = details.status;
    this.code = details.code;
    this.requestId = details.requestId;
    Object.defineProperty(this, "answer", { value: details.answer });
  }
}

/** @param code that it must have, if one is asked for */
export function isAwsError(error: unknown, code?: string): error is AwsError {
  return isNamed(error, "AwsError") && (code === undefined || (error as AwsError).code === code);
}

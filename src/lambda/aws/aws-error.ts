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
  declare readonly service: string | undefined;
  declare readonly operation: string | undefined;
  declare readonly status: number | undefined;
  declare readonly code: string;
  declare readonly requestId: string | undefined;
  declare readonly answer: unknown;

  constructor(message: string, { answer, ...details }: AwsErrorDetails, options?: ErrorOptions) {
    super(message, options);
    Object.assign(this, details);
    Object.defineProperty(this, "answer", { value: answer });
  }
}

/** @param code that it must have, if one is asked for */
export function isAwsError(error: unknown, code?: string): error is AwsError {
  return isNamed(error, "AwsError") && (code === undefined || (error as AwsError).code === code);
}

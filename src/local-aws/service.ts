/** What the services of the local AWS have in common: a request whose caller is known, and what answers it. */
import type { Principal } from "./policy.ts";

/** A request to an AWS service. */
export interface ServiceRequest {
  readonly method: string;
  /** Without the query, still encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** Absent where nobody signed: within the local AWS, and where {@link Service.answersUnsigned}. */
  readonly caller?: Principal;
}

export interface ServiceResponse {
  readonly status: number;
  /** One that stands several times is a list. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array;
}

/** An action as IAM names it, and the ARN of what it is done to. */
export interface Action {
  readonly action: string;
  readonly resource: string;
}

export interface Service {
  /** As in the scope of a signature: `lambda`, `s3`, `sqs`, `dynamodb`, `scheduler`, `sts`, `cloudformation`, `logs`. */
  readonly name: string;
  /** What must be allowed for a request to be answered. */
  actionsOf(request: ServiceRequest): readonly Action[];
  /** A {@link ServiceError} that it throws reaches the client in the shape of the service's protocol. */
  handle(request: ServiceRequest): Promise<ServiceResponse>;
  /** Whether it answers a request that nobody signed, such as one to a function's URL. */
  answersUnsigned?(request: ServiceRequest): boolean;
  close?(): Promise<void>;
}

/** The only account and region there are. */
export const account = "000000000000";
export const region = "us-east-1";

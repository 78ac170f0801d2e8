/** Calls AWS's services: finds, signs, sends and, where that may help, sends again. All that a function needs of an SDK, in a few KB. */
import type { Clock } from "../../engine/clock.ts";
import { loadFaults } from "../load-faults.ts";
import { systemClock } from "../system-clock.ts";
import type { Credentials, CredentialsProvider } from "./credentials.ts";
import { credentialsFromEnvironment } from "./credentials-from-environment.ts";
import { findAddress } from "./endpoint.ts";
import type { ServiceName } from "./endpoint-variable.ts";
import { exchange, type HttpRequest, type HttpResponse, type Patience } from "./exchange.ts";
import { sha256 } from "./hashes.ts";
import type { Setback } from "./refusal.ts";
import { sign } from "./sign.ts";

export interface AwsRequest {
  readonly service: ServiceName;
  /** For error messages. */
  readonly operation: string;
  readonly method: "GET" | "PUT" | "POST" | "DELETE" | "HEAD";
  /** Encoded, and beginning with a slash. */
  readonly path: string;
  /** See {@link writeQuery}. */
  readonly query?: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** SHA-256 of the body in hexadecimal digits, where that is known. */
  readonly payloadHash?: string;
  /** The bucket of S3 that it is about. */
  readonly bucket?: string;
}

export interface AwsOptions {
  readonly region: string;
  /** Default: those of the environment. */
  readonly credentials?: CredentialsProvider | undefined;
  /** Default: that of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** How often a request is sent at most. */
  readonly attempts?: number | undefined;
  readonly patience?: Patience | undefined;
  /** What passes between two attempts. */
  readonly clock?: Clock | undefined;
  /** From 0 to below 1. */
  readonly random?: (() => number) | undefined;
  /** The time that requests are signed for, in milliseconds since 1970: the true one, whatever the clock says. */
  readonly signingTime?: (() => number) | undefined;
}

/** What {@link AwsClient.send} reads a response with. What it throws as a SyntaxError is taken for damage on the way. */
export type ReadResponse<R> = (response: HttpResponse) => R;

export class AwsClient {
  readonly attempts: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signingTime: () => number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** By how much this machine's clock is off, as far as is known. */
  skewMilliseconds = 0;
  readonly #region: string;
  readonly #credentials: CredentialsProvider;
  readonly #patience: Patience;

  constructor(options: AwsOptions) {
    const { region, environment = process.env } = options;
    this.#region = region;
    this.environment = environment;
    this.#credentials = options.credentials ?? (() => credentialsFromEnvironment(environment));
    this.attempts = options.attempts ?? 4;
    this.#patience = options.patience ?? { connectMilliseconds: 3_000, idleMilliseconds: 15_000 };
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? Math.random;
    this.signingTime = options.signingTime ?? Date.now;
  }

  /** @throws {AwsError} when the service refuses, or can't be reached in as many attempts as there may be */
  async send<R>(request: AwsRequest, read: ReadResponse<R>): Promise<R> {
    for (let attempt = 1; ; ) {
      const credentials = await this.#credentials();
      let setback: Setback;
      try {
        const response = await exchange(await this.#sign(request, credentials), this.#patience);
        if (response.status < 300) return read(response);
        setback = { response };
      } catch (thrown) {
        setback = { thrown };
      }
      attempt = await (await loadFaults()).afterSetback(this, request, credentials, attempt, setback);
    }
  }

  async #sign(request: AwsRequest, credentials: Credentials): Promise<HttpRequest> {
    const { service, method, query = "", body = "" } = request;
    const { protocol, host, path } = await findAddress(service, this.#region, this.environment, request);
    const payloadHash = request.payloadHash ?? sha256(body);
    const now = this.signingTime() + this.skewMilliseconds;
    const unsigned = { method, path, query, headers: { ...request.headers, host }, payloadHash };
    const headers: Record<string, string | number> = sign(unsigned, credentials, { service, region: this.#region, now });
    if (method === "PUT" || method === "POST") headers["content-length"] = Buffer.byteLength(body);
    // Not signed: whoever passes a request on may add to it.
    const trace = process.env._X_AMZN_TRACE_ID;
    if (trace) headers["x-amzn-trace-id"] = trace;
    return { protocol, host, method, path: query ? `${path}?${query}` : path, headers, body };
  }
}

/** What a request to S3 asks for, and what it is answered from. */
import type { Action, ServiceResponse } from "../service.ts";
import type { Buckets } from "./buckets.ts";
import type { Uploads } from "./multipart.ts";

export interface S3Operation {
  /** What must be allowed. */
  readonly actions: readonly Action[];
  run(): ServiceResponse;
}

export interface S3Context {
  readonly buckets: Buckets;
  readonly uploads: Uploads;
}

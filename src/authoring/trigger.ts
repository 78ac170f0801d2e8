/** What starts executions on AWS: options of the entry step, read from the source and turned into events of its function. */
import type { Duration } from "../model/duration.ts";
import type { Json } from "../model/state.ts";
import type { Ref } from "./ref.ts";

/**
 * A source of executions.
 *
 * - `schedule`: a rate as a duration, or a cron expression of EventBridge Scheduler (`"cron(0 6 * * ? *)"`); `input` is the input.
 * - `queue`: an SQS queue, by ARN or reference; each message's JSON body is an input.
 * - `bucket`: an S3 bucket, by name or reference, optionally below a prefix or with a suffix; the input is `{ bucket, key, size, … }`.
 * - `event`: a pattern of EventBridge; the event is the input.
 * - `http`: a function URL; the JSON body is the input. `"iam"` lets in who may invoke the function, `"none"` everyone.
 */
export type Trigger =
  | {
      readonly schedule: Duration | `cron(${string})` | `rate(${string})`;
      readonly timezone?: string;
      readonly input?: { readonly [key: string]: Json };
    }
  | { readonly queue: string | Ref | { readonly [property: string]: Json }; readonly batchSize?: number }
  | { readonly bucket: string | Ref; readonly prefix?: string; readonly suffix?: string; readonly events?: readonly string[] }
  | { readonly event: { readonly [field: string]: Json }; readonly bus?: string | Ref }
  | { readonly http: "iam" | "none" };

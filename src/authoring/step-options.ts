/** The options of `@step()`: what its function gets and how it behaves when it fails. Literals only, for the analyzer reads them. */
import type { Duration } from "../model/duration.ts";
import type { Json } from "../model/state.ts";
import type { Ref } from "./ref.ts";
import type { Trigger } from "./trigger.ts";

/** How often and after what delay a failing step runs again. */
export interface RetryPolicy {
  /** Runs in all, the first included. Default 5. */
  readonly attempts?: number;
  /** `exponential` doubles the delay each time, with full jitter; `fixed` keeps it. Default `exponential`. */
  readonly backoff?: "exponential" | "fixed";
  /** The delay before the second attempt. Default `"1s"`. */
  readonly first?: Duration;
  /** The longest delay. Default `"15m"`. */
  readonly max?: Duration;
}

/** An IAM statement or the name of a managed or SAM policy. */
export type Policy = string | Ref | { readonly [property: string]: Json };

/** What may be said of a step. Everything has a default. */
export interface StepOptions {
  /** A sentence for the picture and the template. Default: the first sentence of the method's comment. */
  readonly description?: string;
  /** Memory in MB, 128 to 10240. */
  readonly memory?: number;
  /** How long one attempt may take, up to `"15m"`. */
  readonly timeout?: Duration;
  /** Run again after any error. Without it, only `RetryLater` does so. */
  readonly retry?: RetryPolicy;
  readonly architecture?: "arm64" | "x86_64";
  /** A Lambda runtime identifier. */
  readonly runtime?: string;
  /** Layers, as ARNs or references. */
  readonly layers?: readonly (string | Ref)[];
  /** Environment variables. */
  readonly environment?: { readonly [name: string]: string | Ref };
  /** Permissions beyond those that the graph gives. */
  readonly policies?: readonly Policy[];
  /** `/tmp` in MB, 512 to 10240. */
  readonly ephemeralStorage?: number;
  /** The most executions of this function at once. */
  readonly reservedConcurrency?: number;
  readonly tags?: { readonly [name: string]: string };
  /** What starts executions, on `start` only. */
  readonly on?: readonly Trigger[];
  /** Raw properties of the SAM function, which win over everything above. */
  readonly properties?: { readonly [property: string]: Json };
}

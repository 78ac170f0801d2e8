/** What may be said of a pipeline's stack as a whole: `static readonly stack` of the class. Literals only, for the analyzer reads them. */
import type { Json } from "../model/state.ts";
import type { Ref } from "./ref.ts";
import type { Policy, StepOptions } from "./step-options.ts";

/** Options of a stack. Everything has a default; what a step says of itself goes before what is said here. */
export interface StackOptions {
  /** The stack's name, unless the command line gives another. */
  readonly name?: string;
  readonly description?: string;
  /** For every step that says nothing else. */
  readonly memory?: number;
  readonly timeout?: StepOptions["timeout"];
  readonly architecture?: StepOptions["architecture"];
  readonly runtime?: string;
  /** Added to what steps have. */
  readonly environment?: { readonly [name: string]: string | Ref };
  /** Added to what steps have. */
  readonly layers?: readonly (string | Ref)[];
  /** Permissions of every step, beyond those that the graph gives. */
  readonly policies?: readonly Policy[];
  readonly tags?: { readonly [name: string]: string };
  readonly vpc?: { readonly securityGroups: readonly (string | Ref)[]; readonly subnets: readonly (string | Ref)[] };
  /** The ARN of a policy that bounds every role. */
  readonly permissionsBoundary?: string | Ref;
  /** An existing bucket for blobs, instead of one of its own. */
  readonly bucket?: string | Ref;
  /** How long the journal and the blobs keep what has ended. Default 90. */
  readonly retentionDays?: number;
  /** How long logs are kept. Default 30. */
  readonly logRetentionDays?: number;
  /** The most hops of an execution. Default 1,000. */
  readonly maxHops?: number;
  /** Where alarms are sent: the ARN of an SNS topic. */
  readonly alarmTopic?: string | Ref;
  /** Raw properties of every step's SAM function; a step's own win. */
  readonly properties?: { readonly [property: string]: Json };
  readonly parameters?: { readonly [name: string]: { readonly [property: string]: Json } };
  readonly resources?: { readonly [name: string]: { readonly [property: string]: Json } };
  readonly outputs?: { readonly [name: string]: { readonly [property: string]: Json } };
}

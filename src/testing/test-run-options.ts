/** What a test may ask of a run. */
import type { InputOf } from "../engine/pipeline-types.ts";
import type { ManualClock } from "../local/manual-clock.ts";
import type { Graph } from "../model/graph.ts";
import type { Crash, Duplicate } from "./fault.ts";
import type { StateOf, StepName } from "./step-types.ts";
import type { Stubs } from "./stub.ts";

/** What every run takes. */
export interface CommonOptions<P> {
  /** Stand in for steps, by their names. */
  readonly stubs?: Stubs<P>;
  /** Makes the process die after a phase of a hop. The message is then delivered again, once the lease of the dead is over. */
  readonly crashes?: readonly Crash<StepName<P>>[];
  /** Delivers the message of a hop again at once, and once more when all is over. */
  readonly duplicates?: readonly Duplicate<StepName<P>>[];
  /** The pipeline's graph, as `readGraph` of `orchwits/toolkit` gives it: the input is then checked, and keys that nobody reads are left behind. */
  readonly graph?: Graph;
  /** The most hops that it may take. Default 1,000. */
  readonly maxHops?: number;
  /** A clock that stubs can look at, too. Default: one of its own. */
  readonly clock?: ManualClock;
}

/** A run from `start`. */
export type FromStart<P> = CommonOptions<P> &
  (Record<never, never> extends InputOf<P> ? { readonly input?: InputOf<P> } : { readonly input: InputOf<P> }) & {
    readonly startAt?: never;
  };

/** A run from the middle. */
export type FromStep<P, K extends StepName<P>> = CommonOptions<P> & {
  /** The step to begin from. */
  readonly startAt: K;
  /** What it is left by those before it: what it reads, and what those after it read. */
  readonly state: StateOf<P, K> & Readonly<Record<string, unknown>>;
  /** What `context.input()` gives. Default: the state. */
  readonly input?: InputOf<P>;
};

/** The same without types, for inside. */
export interface UntypedOptions {
  readonly stubs?: Readonly<Record<string, unknown>> | undefined;
  readonly crashes?: readonly Crash[] | undefined;
  readonly duplicates?: readonly Duplicate[] | undefined;
  readonly graph?: Graph | undefined;
  readonly maxHops?: number | undefined;
  readonly clock?: ManualClock | undefined;
  readonly startAt?: string | undefined;
  readonly state?: unknown;
  readonly input?: unknown;
}

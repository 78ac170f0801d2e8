/** What a test run leaves to assert on: plain data. */
import type { ResultOf } from "../engine/pipeline-types.ts";
import type { State } from "../model/state.ts";
import type { PlainError } from "./plain-error.ts";
import type { StepName } from "./step-types.ts";

/** One run of a step's code, or of its stub. */
export interface StepRun<P = unknown> {
  readonly step: StepName<P>;
  /** Counts from 0. A step that is run again keeps its hop. */
  readonly hop: number;
  /** Counts from 1. */
  readonly attempt: number;
  /** When it began, in milliseconds since the run did. */
  readonly atMilliseconds: number;
  /** The state that it was left by those before it. */
  readonly before: State;
  /** The keys that it set; none where it failed. */
  readonly set: State;
  /** The keys that were in `before` and aren't in `after`: those that it dropped and, where a graph was given, those that nobody reads. */
  readonly dropped: readonly string[];
  /** The state that it left. Absent where it failed or ended the execution. */
  readonly after?: State;
  /** Where it went. Absent where it failed or ended the execution. */
  readonly next?: StepName<P>;
  /** How long the next step, or the next attempt of this one, waits. Absent where it doesn't. */
  readonly waitMilliseconds?: number;
  /** What it threw, or what was wrong with what it returned. */
  readonly error?: PlainError;
  /** A crash came before its outcome was taken: its code ran for nothing, and runs again. */
  readonly lost?: true;
}

/** A line that a step wrote with its context's `log`. */
export interface LoggedLine<P = unknown> {
  readonly step: StepName<P>;
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly fields?: Record<string, unknown>;
}

/** How a pipeline ran. */
export interface TestRun<P = unknown> {
  readonly status: "completed" | "failed";
  /** What it gave to `done`. */
  readonly result: ResultOf<P> | undefined;
  /** Why it failed. What the step threw is its `cause`. */
  readonly error: PlainError | undefined;
  /** The steps whose outcomes were taken, the one that failed for good included, in order. */
  readonly path: readonly StepName<P>[];
  /** Every run of a step's code, in order: retries are entries of their own. */
  readonly steps: readonly StepRun<P>[];
  readonly logs: readonly LoggedLine<P>[];
  /** How long it took on the test's clock. */
  readonly elapsedMilliseconds: number;
}

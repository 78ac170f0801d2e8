/** What a run reports while it runs, as plain JSON: the terminal, `--json` and tests are all made from it. */

import type { ErrorReport } from "../engine/error-report.ts";

export type { ErrorReport };

interface InExecution {
  /** The execution's id. */
  readonly execution: string;
}

interface InStep extends InExecution {
  readonly step: string;
  /** Counts from 0. A step that is run again keeps its hop. */
  readonly hop: number;
  /** Counts from 1. */
  readonly attempt: number;
}

export interface ExecutionStarted extends InExecution {
  readonly type: "execution-started";
  /** The name of the class. */
  readonly pipeline: string;
  readonly input: Record<string, unknown>;
}

/** A durable execution goes on: it had failed, was cancelled, or was interrupted. */
export interface ExecutionResumed extends InExecution {
  readonly type: "execution-resumed";
  readonly pipeline: string;
  /** The step that it goes on with, and its hop. */
  readonly step: string;
  readonly hop: number;
  /** The state before it, which `dropped` and `set` change. Values stored apart are left out. */
  readonly state: Record<string, unknown>;
  readonly set: Record<string, unknown>;
  readonly dropped: string[];
}

export interface StepStarted extends InStep {
  readonly type: "step-started";
}

export interface StepEnded extends InStep {
  readonly type: "step-ended";
  readonly durationMilliseconds: number;
  /** The keys that it set. */
  readonly set: Record<string, unknown>;
  /** The keys that were in the state and that it removed. */
  readonly dropped: string[];
  /** The next step, or null where the execution is done. */
  readonly next: string | null;
  /** How long the next step waits, where it does. */
  readonly afterMilliseconds?: number;
}

export interface StepFailedEvent extends InStep {
  readonly type: "step-failed";
  readonly durationMilliseconds: number;
  /** What the step threw, or what was wrong with what it returned. */
  readonly error: ErrorReport;
  /** The state that it was given. */
  readonly state: Record<string, unknown>;
  /** How long until it runs again. Absent where it doesn't. */
  readonly retryInMilliseconds?: number;
}

/** A line that a step wrote with its context's `log`. */
export interface LogLine extends InStep {
  readonly type: "log";
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly fields?: Record<string, unknown>;
}

/** `onFailure` itself threw. It changes nothing, but shouldn't go unseen. */
export interface FailureHandlerFailed extends InExecution {
  readonly type: "failure-handler-failed";
  readonly error: ErrorReport;
}

export interface ExecutionEnded extends InExecution {
  readonly type: "execution-ended";
  readonly status: "completed" | "failed" | "cancelled";
  readonly result?: unknown;
  readonly error?: ErrorReport;
  /** How many steps were run, not counting those that were run again. */
  readonly hops: number;
  readonly durationMilliseconds: number;
}

/** A durable execution has not ended, but is not worked on here any more. It can be resumed. */
export interface ExecutionInterrupted extends InExecution {
  readonly type: "execution-interrupted";
  /** How many steps were run here, not counting those that were run again. */
  readonly hops: number;
  readonly durationMilliseconds: number;
}

/** Events own what they carry: changing them changes nothing in the run. */
export type RunEvent =
  | ExecutionStarted
  | ExecutionResumed
  | StepStarted
  | StepEnded
  | StepFailedEvent
  | LogLine
  | FailureHandlerFailed
  | ExecutionInterrupted
  | ExecutionEnded;

/** What a client of a deployed pipeline throws beside the engine's own errors. */
import type { ErrorReport } from "../engine/error-report.ts";
import { OrchwitsError } from "../engine/errors.ts";
import { restoreError } from "../engine/record-error.ts";

/** There is no such stack here, or it is none that Orchwits deployed. */
export class UnknownStack extends OrchwitsError {
  override readonly name = "UnknownStack";
  readonly origin = "caller";
}

/** The execution that a result was expected of has failed. What its step threw is the `cause`. It can be resumed. */
export class ExecutionFailed extends OrchwitsError {
  override readonly name = "ExecutionFailed";
  readonly origin = "pipeline";
  readonly execution: string;
  readonly error: ErrorReport;

  constructor(execution: string, error: ErrorReport) {
    super(`Execution '${execution}' failed: ${error.message}`, { cause: restoreError(error.cause ?? error) });
    this.execution = execution;
    this.error = error;
  }
}

/** The execution that a result was expected of was cancelled. */
export class ExecutionCancelled extends OrchwitsError {
  override readonly name = "ExecutionCancelled";
  readonly origin = "caller";
  readonly execution: string;

  constructor(execution: string) {
    super(`Execution '${execution}' was cancelled, so that it has no result.`);
    this.execution = execution;
  }
}

/** The function that starts executions answered what it never should. */
export class StartFailed extends OrchwitsError {
  override readonly name = "StartFailed";
  readonly origin = "system";
}

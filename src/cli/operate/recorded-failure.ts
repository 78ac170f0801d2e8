/** Failures as errors again: from what was thrown here, or from what the journal kept. */
import type { ErrorReport } from "../../engine/error-report.ts";
import { ExecutionError, type Origin, type Whereabouts } from "../../engine/errors.ts";
import { restoreError } from "../../engine/record-error.ts";

/** An execution failed, and its journal tells how. What the step threw is the `cause`, without its own properties. */
export class RecordedFailure extends ExecutionError {
  override readonly name: string;
  readonly origin: Origin;

  constructor({ name, message, cause, origin = "pipeline" }: ErrorReport, whereabouts: Whereabouts) {
    super(message, whereabouts, cause && { cause: restoreError(cause) });
    this.name = name;
    this.origin = origin;
  }
}

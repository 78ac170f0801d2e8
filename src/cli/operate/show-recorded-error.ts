/** A recorded error for people: what was thrown and where, in the user's own files. */
import type { ErrorReport } from "../../engine/error-report.ts";
import { restoreError } from "../../engine/record-error.ts";
import { showError } from "../run/user-stack.ts";

/** What the step threw; where nothing was thrown, what was wrong. */
export function showRecordedError(error: ErrorReport, pipeline: string): string {
  if (error.cause) return showError(restoreError(error.cause), process.cwd(), pipeline);
  // Its stack would show where Orchwits noticed.
  return `${error.name}: ${error.message.replace(/ orchwits resume \S+(?: --stack \S+)? goes on from there\.$/, "")}`;
}

/** Errors as a test compares them: by name, message and cause. */
import type { ErrorReport } from "../engine/error-report.ts";
import { testExecution } from "./test-execution.ts";

// There is no such execution once the test is over.
const uselessAdvice = ` orchwits resume ${testExecution} goes on from there.`;

/** An error as plain data. Its `stack` is there too, but not enumerable, so that no comparison looks at it. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly cause?: PlainError;
  readonly stack?: string;
}

export function plainError({ name, message, stack, cause }: ErrorReport): PlainError {
  const error = { name, message: message.replace(uselessAdvice, ""), ...(cause && { cause: plainError(cause) }) };
  return stack === undefined ? error : Object.defineProperty(error, "stack", { value: stack });
}

/** What the step threw, without the error of ours that says so. */
export function ownError(report: ErrorReport): PlainError {
  return plainError(report.name === "StepFailed" && report.cause ? report.cause : report);
}

/** Errors cut so that rows stay below what DynamoDB stores in one: the engine counts characters, DynamoDB bytes. */
import type { ErrorReport } from "../engine/error-report.ts";

/** With the input of an execution, at most 240 KB, it fits into an item of 400 KB. */
const mostBytes = 100_000;

/** The error itself if it fits; else without stacks, then without causes, then with less of its message. */
export function cutError(error: ErrorReport, bytes = mostBytes): ErrorReport {
  if (fits(error, bytes)) return error;
  const plain = withoutStacks(error);
  if (fits(plain, bytes)) return plain;
  const { cause: _cause, ...alone } = plain;
  const name = alone.name.slice(0, 100);
  // No character takes more than six bytes as JSON.
  return fits(alone, bytes) ? alone : { ...alone, name, message: `${alone.message.slice(0, bytes / 6 - 1_000)}…` };
}

function withoutStacks({ stack: _stack, cause, ...error }: ErrorReport): ErrorReport {
  return { ...error, ...(cause && { cause: withoutStacks(cause) }) };
}

function fits(error: ErrorReport, bytes: number): boolean {
  return Buffer.byteLength(JSON.stringify(error)) <= bytes;
}

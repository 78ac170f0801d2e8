/** Errors as the journal keeps them: with whose fault they are, and no larger than a row can bear. */
import { type ErrorReport, reportError } from "./error-report.ts";
import { originOf } from "./errors.ts";

/** Ten of them fit into a row of DynamoDB (400 KB) many times over, and a row stays cheap. */
const longestMessage = 2_000;
const longestStack = 4_000;
const mostCauses = 3;

/** Describes what was thrown, cut to size. */
export function recordError(thrown: unknown): ErrorReport {
  const origin = originOf(thrown) ?? "pipeline";
  return { ...cut(reportError(thrown), 0), origin };
}

function cut({ name, message, stack, cause }: ErrorReport, depth: number): ErrorReport {
  return {
    name: shorten(name, 200),
    message: shorten(message, longestMessage),
    ...(stack !== undefined && { stack: shorten(stack, longestStack) }),
    ...(cause && depth < mostCauses && { cause: cut(cause, depth + 1) }),
  };
}

function shorten(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${(text.length - longest).toLocaleString("en")} characters more)`;
}

/** An error that was recorded, to be handed to the user's code. */
export function restoreError({ name, message, stack, cause }: ErrorReport): Error {
  const error = new Error(message, cause && { cause: restoreError(cause) });
  Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  if (stack !== undefined) error.stack = stack;
  return error;
}

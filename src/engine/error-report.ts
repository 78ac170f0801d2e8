/** Errors, and anything else that can be thrown, as plain JSON. */
import type { Origin } from "./errors.ts";
import { toPlainText } from "./plain-text.ts";

/** An error as plain data. */
export interface ErrorReport {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: ErrorReport;
  /** Whose fault it is, in what the journal holds. */
  readonly origin?: Origin;
}

/** Causes beyond this are left out: chains can be endless, or circles. */
const mostCauses = 8;

/** Describes whatever was thrown. */
export function reportError(thrown: unknown, depth = 0): ErrorReport {
  if (!(thrown instanceof Error)) return { name: "Error", message: describeThrown(thrown) };
  const { name, message, stack } = thrown;
  return {
    name: String(name),
    message: String(message),
    ...(typeof stack === "string" && { stack }),
    ...("cause" in thrown && depth < mostCauses && { cause: reportError(thrown.cause, depth + 1) }),
  };
}

/** What was thrown, in one line. */
export function describeThrown(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name;
  const value =
    typeof thrown === "string" ? JSON.stringify(thrown) : typeof thrown === "object" && thrown ? toLine(thrown) : String(thrown);
  return `it threw ${value}, which is not an Error`;
}

function toLine(value: object): string {
  const text = toPlainText(value);
  return text === undefined || text.length > 200 ? "an object" : text;
}

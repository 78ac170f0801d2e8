/** The error that a step throws to be run again later. */
import { type Duration, parseDuration } from "../model/duration.ts";

// Registered, so that errors of one copy of the package are understood by another.
const brand = Symbol.for("orchwits.retry-later");

/**
 * Throw it to run this step again after a delay, with the same state: 5 attempts in all, unless `@step({ retry })` says otherwise.
 *
 * @example
 * if (job.status === "running") throw new RetryLater("30s", "the export is not ready");
 */
export class RetryLater extends Error {
  override readonly name = "RetryLater";
  readonly delayMilliseconds: number;

  /** @throws {RangeError} when the delay is no duration */
  constructor(delay: Duration, reason?: string, options?: ErrorOptions) {
    super(reason ?? `to be run again after ${delay}`, options);
    this.delayMilliseconds = parseDuration(delay);
    Object.defineProperty(this, brand, { value: true });
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && brand in value;
  }
}

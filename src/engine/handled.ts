/** What became of a message. */
import type { Message, StoredValue } from "../model/message.ts";
import type { ErrorReport } from "./error-report.ts";
import type { ExecutionStatus } from "./journal.ts";

/**
 * `moved`: the hop has ended, and `next` was dispatched; or it had ended before, and `next` was dispatched again.
 * `retrying`: the attempt failed, and `next`, the attempt after it, was dispatched.
 * `ended`: nothing more is to be done for the execution.
 * `held`: someone else runs this hop. The message must be delivered again after `until`, for they may be dead.
 * `stale`: there was nothing to do, and there won't be.
 */
export type Handled =
  | { readonly kind: "moved" | "retrying"; readonly next: Message; readonly afterMilliseconds: number }
  | { readonly kind: "ended"; readonly status: ExecutionStatus; readonly result?: StoredValue; readonly error?: ErrorReport }
  | { readonly kind: "held"; readonly until: number }
  | { readonly kind: "stale"; readonly reason: string };

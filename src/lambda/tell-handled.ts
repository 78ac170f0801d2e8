/** The last line of an invocation: what became of its message, and a metric where an execution has failed. */
import type { Handled } from "../engine/handled.ts";
import { failureStep } from "../engine/reserved-steps.ts";
import type { Fields, Log } from "./log.ts";

/** What became of a message, without a word of its state. */
export type Told = { readonly became: Handled["kind"] } & Fields;

/** Writes the line, and gives what it says, for whoever invoked the function by hand. */
export function tellHandled(log: Log, handled: Handled, now: number, fields: Fields): Told {
  const [level, message, told] = describe(handled, now);
  const all: Told = { became: handled.kind, ...told };
  log.write(level, message, { ...all, ...fields, ...(all.status === "failed" && countFailure(log, now)) });
  return all;
}

function describe(handled: Handled, now: number): readonly ["info" | "warn" | "error", string, Fields] {
  switch (handled.kind) {
    case "moved":
    case "retrying": {
      const { next, afterMilliseconds } = handled;
      if (next.step === failureStep) return ["info", "failed, and onFailure runs next", { next: failureStep }];
      const after = afterMilliseconds > 0 ? ` in ${afterMilliseconds / 1_000} s` : "";
      return handled.kind === "moved"
        ? ["info", `moved to '${next.step}'${after}`, { next: next.step, ...(after && { afterMilliseconds }) }]
        : ["warn", `retrying${after || " now"}`, { nextAttempt: next.attempt, afterMilliseconds }];
    }
    case "ended": {
      const { status, error } = handled;
      if (status !== "failed") return ["info", status, { status }];
      return ["error", `failed${error ? `: ${error.message}` : ""}`, { status, ...(error && { errorName: error.name }) }];
    }
    case "held":
      return ["warn", "held by another invocation", { untilMilliseconds: Math.max(0, Math.ceil(handled.until - now)) }];
    case "stale":
      return ["info", `nothing to do: ${handled.reason}`, {}];
  }
}

/** CloudWatch makes a metric of a line in this format (CloudWatch user guide, "Embedded metric format"); the alarm watches it. */
function countFailure({ fields }: Log, now: number): Fields {
  const metric = { Namespace: "Orchwits", Dimensions: [["Stack"]], Metrics: [{ Name: "ExecutionsFailed", Unit: "Count" }] };
  return { Stack: fields.stack, ExecutionsFailed: 1, _aws: { Timestamp: Math.floor(now), CloudWatchMetrics: [metric] } };
}

/** Lines of the log that tell what did not go well, and the metric that the alarm watches. */
import { describeThrown } from "../engine/error-report.ts";
import type { Handled } from "../engine/handled.ts";
import { recordError } from "../engine/record-error.ts";
import { failureStep } from "../engine/reserved-steps.ts";
import type { BundleFlow } from "../model/bundle-flow.ts";
import type { Message } from "../model/message.ts";
import type { Fields, Log } from "./log.ts";

/** A step, or `onFailure`, that threw. */
export interface StepFailed {
  readonly thrown: unknown;
  /** Whether it does not run again. */
  readonly final: boolean;
}

export function tellStepFailed(log: Log, { step }: { readonly step: string }, { thrown, final }: StepFailed): void {
  const what = step === failureStep ? "onFailure failed" : "the step failed";
  log.write(final ? "error" : "warn", `${what}: ${describeThrown(thrown)}`, { error: recordError(thrown) });
}

/** Tells of what is not the step's failure, but keeps the function from doing its work. A hop that is held was told of already. */
export function tellFault(log: Log, error: unknown): void {
  if (error instanceof Error && error.name === "HopHeld") return;
  log.write("error", `not handled: ${describeThrown(error)}`, { error: recordError(error) });
}

/** What is compatible goes on; a step that misses a key then fails, resumably, and this line says why. */
export function tellOtherVersion(log: Log, { flow }: { readonly flow: BundleFlow }, { graph, state }: Message): void {
  const missing = flow.reads === "all" ? [] : flow.reads.filter((key) => !Object.hasOwn(state, key));
  const lacks = missing.length > 0 ? ` and lacks ${missing.map((key) => `'${key}'`).join(", ")}, which this version's step may read` : "";
  log.write("warn", `The message was sent by another version of ${flow.pipeline}${lacks}.`, { sentBy: graph });
}

/** The last line of an invocation whose hop did not simply go on. */
export function tellUnusual(log: Log, handled: Handled, now: number, fields: Fields) {
  const [level, message, told] = describe(handled, now);
  const all = { became: handled.kind, ...told };
  log.write(level, message, { ...all, ...fields, ...(told.status === "failed" && countFailure(log, now)) });
  return all;
}

function describe(handled: Handled, now: number): readonly ["info" | "warn" | "error", string, Fields] {
  switch (handled.kind) {
    case "moved":
      return ["info", "failed, and onFailure runs next", { next: handled.next.step }];
    case "retrying": {
      const { next, afterMilliseconds } = handled;
      return [
        "warn",
        `retrying${afterMilliseconds > 0 ? ` in ${afterMilliseconds / 1_000} s` : " now"}`,
        { nextAttempt: next.attempt, afterMilliseconds },
      ];
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

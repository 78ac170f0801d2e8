/** `orchwits`: what a pipeline's source imports. */
export type { AnyOutcome as Outcome, Done, Next, Replacement } from "./authoring/outcome.ts";
export { type MoveOptions, Pipeline } from "./authoring/pipeline.ts";
export type { Ref } from "./authoring/ref.ts";
export { RetryLater } from "./authoring/retry-later.ts";
export type { StackOptions } from "./authoring/stack-options.ts";
export { step } from "./authoring/step.ts";
export type { Logger, StepContext } from "./authoring/step-context.ts";
export type { Policy, RetryPolicy, StepOptions } from "./authoring/step-options.ts";
export type { Trigger } from "./authoring/trigger.ts";
export type { ErrorReport } from "./engine/error-report.ts";
export {
  Cancelled,
  ExecutionError,
  InvalidInput,
  InvalidOutcome,
  InvalidPipeline,
  OrchwitsError,
  StepFailed,
  StepTimedOut,
  TooManyHops,
  UnknownStep,
} from "./engine/errors.ts";
export type { InputOf, ResultOf } from "./engine/pipeline-types.ts";
export { type RunOptions, run } from "./local/run.ts";
export type { RunEvent } from "./local/run-event.ts";
export type { Duration } from "./model/duration.ts";
export type { Json } from "./model/state.ts";

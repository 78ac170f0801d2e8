/** `orchwits`: what a pipeline's source imports. */
export type { Done, Next, Outcome, Replacement } from "./authoring/outcome.ts";
export { type MoveOptions, Pipeline } from "./authoring/pipeline.ts";
export { RetryLater } from "./authoring/retry-later.ts";
export { step } from "./authoring/step.ts";
export type { Logger, StepContext } from "./authoring/step-context.ts";
export type { Policy, Ref, RetryPolicy, StepOptions } from "./authoring/step-options.ts";
export type { Duration } from "./model/duration.ts";
export type { Json } from "./model/state.ts";

/** `orchwits/testing`: what tests of pipelines use, under any test runner. */
export { ManualClock } from "./local/manual-clock.ts";
export type { Crash, Duplicate, HopName, Phase } from "./testing/fault.ts";
export { FaultChangedRun } from "./testing/fault-changed-run.ts";
export type { PlainError } from "./testing/plain-error.ts";
export { RunFailed, resultOf } from "./testing/result-of.ts";
export type { PlainEnd, PlainMove, PlainOutcome, StateOf, StepName, StubEnd, StubMove, StubOutcome } from "./testing/step-types.ts";
export { done, next, type Stub, type StubMoveOptions, type Stubs, type Taking, takes } from "./testing/stub.ts";
export { testRun } from "./testing/test-run.ts";
export type { CommonOptions, FromStart, FromStep } from "./testing/test-run-options.ts";
export type { LoggedLine, StepRun, TestRun } from "./testing/test-run-record.ts";
export { type TestStepOptions, testStep } from "./testing/test-step.ts";
export { type FaultReport, type SetUp, tryEveryFault } from "./testing/try-every-fault.ts";
export { UnsteadyRun } from "./testing/unsteady-run.ts";

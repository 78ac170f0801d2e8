/** The result of a test run, or an error that says why there is none. */

import type { ResultOf } from "../engine/pipeline-types.ts";
import { restoreError } from "../engine/record-error.ts";
import type { PlainError } from "./plain-error.ts";
import type { StepRun, TestRun } from "./test-run-record.ts";

/** A run failed whose result was asked for. What the step threw is the `cause`. */
export class RunFailed extends Error {
  override readonly name = "RunFailed";
}

/**
 * The result of a run that completed.
 *
 * @throws {RunFailed} for one that failed: with the reason, the path, and what the step threw
 * @example assert.deepEqual(resultOf(await testRun(Cafe, { input: { choice: "c" } })), { milk: true });
 */
export function resultOf<P>(run: TestRun<P>): ResultOf<P> {
  if (run.status === "completed") return run.result as ResultOf<P>;
  const error: PlainError = run.error ?? { name: "Error", message: "The run failed, and nobody knows why." };
  throw new RunFailed(
    `${error.message}\nThe run went ${run.steps.map(describe).join(" → ")}.`,
    error.cause && { cause: restoreError(error.cause) },
  );
}

function describe<P>({ step, attempt, lost }: StepRun<P>): string {
  const what = [attempt > 1 ? `attempt ${attempt}` : "", lost ? "lost in a crash" : ""].filter((word) => word !== "");
  return what.length > 0 ? `${step} (${what.join(", ")})` : step;
}

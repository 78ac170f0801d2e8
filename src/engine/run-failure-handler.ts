/** Runs a class's `onFailure` as a hop of its own, so that it is claimed, recorded and healed like any other. */
import type { Pipeline } from "../authoring/pipeline.ts";
import type { WorkerBlobs } from "./blobs.ts";
import type { HeldHop } from "./claim-hop.ts";
import { complete } from "./fail-hop.ts";
import { readFailure } from "./follow-completion.ts";
import type { Handled } from "./handled.ts";
import type { Completion } from "./journal.ts";
import { copyJson } from "./json.ts";
import { loadWhatIsThere } from "./load-state.ts";
import { recordError, restoreError } from "./record-error.ts";
import type { HopWorker } from "./worker-options.ts";

/** What it throws is recorded, and changes nothing: the execution fails with the error that it was called for. */
export async function runFailureHandler(worker: HopWorker, blobs: WorkerBlobs, held: HeldHop): Promise<Handled> {
  const failed = await readFailure(worker, held.message);
  const state = await loadWhatIsThere(blobs, held.message.state);
  let completion: Completion = { kind: "done" };
  try {
    const instance = worker.pipeline.create() as Pick<Pipeline, "onFailure">;
    const error = failed?.kind === "failed" ? restoreError(failed.error) : new Error("The error was not recorded.");
    await instance.onFailure?.(error, copyJson(state));
  } catch (thrown) {
    worker.observer?.failureHandlerFailed?.(thrown);
    completion = { kind: "failed", error: recordError(thrown) };
  }
  return complete(worker, held, completion);
}

/** Driving an execution: what others do to it meanwhile, and a journal that can't be read for a moment. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { Pipeline } from "../../authoring/pipeline.ts";
import { step } from "../../authoring/step.ts";
import { type LocalHome, openLocalHome } from "../../local/local-home.ts";
import { ManualClock } from "../../local/manual-clock.ts";
import type { RunEvent } from "../../local/run-event.ts";
import { StorageFault } from "../../local/storage-fault.ts";
import { drive } from "./drive.ts";
import { toLoaded } from "./loaded-pipeline.ts";

class Late extends Pipeline {
  @step()
  start() {
    return this.done();
  }
}

/** Drives an execution that nobody has begun, and whose message is due in an hour. */
async function driveLate(standing: (home: LocalHome, call: number, stop: () => void) => ReturnType<LocalHome["dispatcher"]["standing"]>) {
  const folder = mkdtempSync(join(tmpdir(), "orchwits-drive-"));
  const clock = new ManualClock();
  const home = openLocalHome({ folder, clock });
  onTestFinished(() => {
    home.close();
    rmSync(folder, { recursive: true });
  });
  const [execution, known] = ["late", { pipeline: "Late", graph: null }];
  await home.journal.begin({ ...known, execution, source: "late.ts#Late", input: {}, status: "running", startedAt: 0 });
  const message = { execution, branch: "", hop: 0, step: "start", attempt: 1, state: {}, countedFrom: 0, graph: null };
  await home.dispatcher.dispatch(message, 3_600_000);
  const stop = new AbortController();
  let calls = 0;
  Object.defineProperty(home.dispatcher, "standing", { value: () => standing(home, ++calls, () => stop.abort()) });
  const begin: RunEvent = { type: "execution-started", execution, pipeline: "Late", input: {} };
  let driven: Awaited<ReturnType<typeof drive>> | undefined;
  const ended = drive({
    ...{ home, execution, begin, alone: true, signal: stop.signal },
    loaded: toLoaded(Late, undefined),
    onEvent: () => {},
    onFault: () => {},
  }).then((result) => {
    driven = result;
  });
  while (!driven) {
    clock.advance(300);
    await Promise.race([ended, nextTurn()]);
  }
  return driven;
}

test("leaves an execution that another process has taken before any step was run here", async () => {
  const driven = await driveLate(() => [{ execution: "late", branch: "", at: 0, owner: "another" }]);
  expect(driven).toEqual({ kind: "taken", owner: "another" });
});

test("a journal that is busy for a moment is looked at again", async () => {
  const driven = await driveLate((_, call, stop) => {
    if (call === 1) throw new StorageFault("database is locked", "SQLITE_BUSY");
    stop();
    return [];
  });
  expect(driven).toEqual({ kind: "interrupted" });
});

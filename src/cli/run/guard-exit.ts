/** Notices when the process is about to end in the middle of a run: without a word, that could look like success. */
import { exitCodes } from "../exit-codes.ts";

/** Calls `explain` with what the step did, and makes the process fail. Call the result when the run has ended by itself. */
export function guardExit(explain: (why: string, thrown?: { readonly error: unknown }) => void): () => void {
  const release = () => {
    process.off("exit", onExit);
    process.off("beforeExit", onEmpty);
    process.off("uncaughtException", onUncaught);
  };
  const fail = (why: string, thrown?: { readonly error: unknown }) => {
    release();
    explain(why, thrown);
    process.exitCode = exitCodes.findings;
  };
  const onExit = () => fail("ended the process, so the run has no result. Throw an error instead of calling process.exit().");
  const onEmpty = () =>
    fail("waits for something that can't come any more: nothing is left to happen here. Is there a promise that nobody resolves?");
  const onUncaught = (error: unknown) => {
    fail("was running when something failed that nobody waited for, as a promise without 'await'. On Lambda, this ends the function.", {
      error,
    });
    process.exit();
  };
  process.on("exit", onExit);
  process.on("beforeExit", onEmpty);
  process.on("uncaughtException", onUncaught);
  return release;
}

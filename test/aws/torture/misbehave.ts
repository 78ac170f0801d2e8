/** The ways in which a step goes wrong by itself. */
import { setTimeout as sleep } from "node:timers/promises";

/**
 * `throw`: an error. `sleep`: longer than the function may run, but so that it can be aborted. `block`: so that nothing else runs in its
 * process. `eat`: more memory than the function has. `exit`: ends the process. `reject`: a rejection that nobody handles.
 */
export type Behaviour = "work" | "throw" | "sleep" | "block" | "eat" | "exit" | "reject";

/** Longer than any function of the pipeline may run. */
const tooLongMilliseconds = 20_000;

export async function misbehave(how: Behaviour, signal: AbortSignal): Promise<void> {
  switch (how) {
    case "throw":
      throw new Error("told to throw");
    case "sleep":
      await sleep(tooLongMilliseconds, undefined, { signal });
      return;
    case "block":
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, tooLongMilliseconds);
      return;
    case "exit":
      process.exit(0);
      return;
    case "reject":
      void Promise.reject(new Error("told to reject"));
      await sleep(tooLongMilliseconds);
      return;
    case "eat": {
      const eaten: Buffer[] = [];
      while (!signal.aborted) {
        eaten.push(Buffer.alloc(16 * 1024 * 1024, eaten.length + 1));
        await sleep(5);
      }
    }
  }
}

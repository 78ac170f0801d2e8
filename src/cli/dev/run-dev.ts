/** `orchwits dev`, from the first build to Ctrl-C. */
import { dirname, resolve } from "node:path";
import { openAnalyzer } from "../../analyzer/analyzer.ts";
import { paintFor } from "../../diagnostics/paint.ts";
import { exitCodes } from "../exit-codes.ts";
import { heedSignal } from "../heed-signal.ts";
import { type Signals, watchSignals } from "../run/signals.ts";
import { foldersBelow } from "../source-folders.ts";
import type { Target } from "../target.ts";
import { makeTemporaryFolder } from "../temporary-folder.ts";
import { watchFolders } from "../watch-folders.ts";
import type { DevOptions } from "./dev-options.ts";
import { openDevSession } from "./dev-session.ts";
import { type DevReading, type DevVersion, openDevSource } from "./dev-source.ts";
import { makeRemarks } from "./new-remarks.ts";
import { FaultTeller, rebuild } from "./rebuild.ts";

/** Serves until it is interrupted, and returns the exit code. */
export async function runDev(target: Target, options: DevOptions): Promise<number> {
  // From here on, no signal ends the process without a chance to clean up.
  const signals = watchSignals();
  const orEnd = endWith(signals);
  const folder = makeTemporaryFolder("orchwits-dev-");
  const analyzer = openAnalyzer({ cwd: process.cwd() });
  const changes = openChanges();
  const source = openDevSource({ analyzer, target, stack: options.stack, external: options.external, folder });
  const remarks = makeRemarks(target);
  const faults = new FaultTeller();
  let served = false;
  const read = async (): Promise<DevReading> => {
    for (;;) {
      const reading = await orEnd(() => source.read());
      changes.watch(source.folders);
      // What is wrong with a source that was saved meanwhile may be that half of it was.
      if (reading.version || !(await orEnd(() => changes.areThere()))) return reading;
      await changes.next();
    }
  };
  const readFirst = async (): Promise<DevVersion> => {
    for (;;) {
      const { version, fault } = await read();
      if (version) return version;
      faults.tell(fault, "Nothing is served yet. When the source changes, it is read again. Ctrl-C ends it.");
      await orEnd(() => changes.next());
    }
  };
  try {
    changes.watch(foldersBelow(resolve(process.cwd(), dirname(target.file))));
    const first = await readFirst();
    faults.forget();
    await remarks(first);
    const paint = paintFor(process.stdout, process.env);
    const session = await openDevSession(first, options, paint);
    try {
      await heedSignal(signals.signal);
      served = true;
      process.stdout.write(session.greeting());
      for (;;) {
        source.sweep(session.usedFolders);
        await orEnd(() => changes.next());
        const began = performance.now();
        await rebuild(await read(), { session, faults, paint, tellRemarks: remarks, began });
      }
    } finally {
      await session.close();
    }
  } catch (error) {
    if (!signals.received || error !== signals.signal.reason) throw error;
    if (served) process.stderr.write("\nEnded. What ran here is gone.\n");
    return signals.received === "SIGTERM" ? exitCodes.terminated : exitCodes.interrupted;
  } finally {
    changes.close();
    analyzer.close();
  }
}

/** Collects changes: while one is being read, the next may come. */
function openChanges() {
  let changed = false;
  let wake = () => {};
  const folders = watchFolders(() => {
    changed = true;
    wake();
  });
  return {
    watch: folders.add,
    close: folders.close,
    /** Whether something has changed since {@link next} resolved last. */
    async areThere(): Promise<boolean> {
      await folders.settled();
      return changed;
    },
    /** Resolves when something has changed since it did so last. */
    async next(): Promise<void> {
      if (!changed) {
        await new Promise<void>((done) => {
          wake = done;
        });
      }
      changed = false;
    },
  };
}

/** Lets nothing be waited for any longer than it is wanted. */
function endWith({ signal }: Signals) {
  const ended = new Promise<never>((_, fail) => {
    signal.addEventListener("abort", () => {
      // Whoever presses it again wants nothing but the end. What is left then ends with this process.
      for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => process.exit(exitCodes.interrupted));
      fail(signal.reason);
    });
  });
  ended.catch(() => {});
  // The terminal was closed.
  process.once("SIGHUP", () => process.exit(exitCodes.interrupted));
  /** @throws the signal's reason, when that comes first */
  return async <T>(work: () => Promise<T>): Promise<T> => {
    await heedSignal(signal);
    const result = await Promise.race([work(), ended]);
    await heedSignal(signal);
    return result;
  };
}

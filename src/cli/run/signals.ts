/** Ctrl-C and SIGTERM during a run: the first one asks it to stop, the second one ends the process at once. */

/** How long steps may take to heed their signal before the process ends without them. */
const graceMilliseconds = 2_000;

/** Signals of a run. */
export interface Signals {
  /** Aborts at the first one. */
  readonly signal: AbortSignal;
  /** The first one, when there was one. */
  readonly received: NodeJS.Signals | undefined;
  /** Settles as the promise does, or rejects when the grace after a signal is over. */
  orInterrupted<T>(promise: Promise<T>): Promise<T>;
  /** Leaves signals to the system again. */
  stop(): void;
}

/** Begins to watch. */
export function watchSignals(): Signals {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  let giveUp: (reason: Error) => void = () => {};
  const stop = () => {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  };
  const onSignal = (name: NodeJS.Signals) => {
    received = name;
    // Without a listener, the next one ends the process as if we had never listened.
    stop();
    process.stderr.write(`\nStopping. ${name === "SIGINT" ? "Ctrl-C again ends it at once.\n" : "\n"}`);
    setTimeout(() => giveUp(new Error("the step did not heed its signal")), graceMilliseconds).unref();
    controller.abort(new Error(`received ${name}`));
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    get received() {
      return received;
    },
    orInterrupted: (promise) =>
      Promise.race([
        promise,
        new Promise<never>((_done, fail) => {
          giveUp = fail;
        }),
      ]),
    stop,
  };
}

/** Ctrl-C and SIGTERM during a run: the first one asks it to stop, the second one ends the process at once. */

/** Signals of a run. */
export interface Signals {
  /** Aborts at the first one. */
  readonly signal: AbortSignal;
  /** The first one, when there was one. */
  readonly received: NodeJS.Signals | undefined;
  /** Leaves signals to the system again. */
  stop(): void;
}

/** Begins to watch. */
export function watchSignals(): Signals {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const stop = () => {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  };
  const onSignal = (name: NodeJS.Signals) => {
    received = name;
    // Without a listener, the next one ends the process as if we had never listened.
    stop();
    controller.abort(new Error(`received ${name}`));
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    get received() {
      return received;
    },
    stop,
  };
}

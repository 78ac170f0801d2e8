/** Hears a signal that came while nobody was let in. A Ctrl-C ends the compiler and the bundler, too: what they then say is no fault. */

/** Resolves when each signal that has come was handed on, which is not before the loop comes round to it. */
export async function hearSignals(): Promise<void> {
  for (let round = 0; round < 2; round++) await new Promise<void>((done) => setImmediate(done));
}

/**
 * @throws the signal's reason, where it was aborted
 * @example const code = await build().finally(() => heedSignal(signal));
 */
export async function heedSignal(signal: AbortSignal): Promise<void> {
  await hearSignals();
  signal.throwIfAborted();
}

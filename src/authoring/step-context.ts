/** What a step can know about the run that it is part of. */

/** Writes structured lines: to the terminal locally, to the function's log on Lambda. */
export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/**
 * The second parameter of a step.
 *
 * @example
 * @step()
 * async fetch({ url }: { url: string }, { signal, log }: StepContext) {
 *   log.info("fetching", { url });
 *   return this.next("parse", { body: await (await fetch(url, { signal })).text() });
 * }
 */
export interface StepContext<Input = Record<string, unknown>> {
  /** The execution's id, a UUIDv7. */
  readonly execution: string;
  /** This step's name. */
  readonly step: string;
  /** How many steps ran before this one in the execution. */
  readonly hop: number;
  /** 1 at first, 2 when the step runs for the second time. */
  readonly attempt: number;
  /** Aborts at the step's deadline. Hand it to whatever can wait long. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** The pipeline's original input. */
  input(): Promise<Input>;
}

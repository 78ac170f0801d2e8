/** How a local run may be told to behave. */
import type { Clock } from "../engine/clock.ts";
import { InvalidInput } from "../engine/errors.ts";
import type { Graph } from "../model/graph.ts";
import type { RunEvent } from "./run-event.ts";

/** Options of a run. Everything has a default. */
export interface RunOptions {
  /** The step to begin from, which then is given the input. Default `start`. */
  readonly from?: string | undefined;
  /** The most hops that an execution may take. Default 1,000; `Infinity` for no limit. */
  readonly maxHops?: number | undefined;
  /** Is told what happens, as it happens. It must not throw: that would end the run. */
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
  /** Cancels the run when aborted. */
  readonly signal?: AbortSignal | undefined;
  /** The pipeline's graph, read from its source: input is then checked, and keys that no later step reads are dropped, as on Lambda. */
  readonly graph?: Graph | undefined;
  /** Where time comes from. Default: this machine. */
  readonly clock?: Clock | undefined;
}

const defaultMaxHops = 1_000;

/** @throws {InvalidInput} for a limit that is no limit */
export function readMaxHops({ maxHops = defaultMaxHops }: RunOptions): number {
  if (maxHops === Number.POSITIVE_INFINITY || (Number.isInteger(maxHops) && maxHops >= 1)) return maxHops;
  throw new InvalidInput(`'maxHops' is ${maxHops}, but it must be a whole number from 1, or Infinity for no limit.`);
}

/** Where executions are operated: on this machine, or in a stack on AWS. Whoever lists, shows, cancels or resumes need not know which. */
import type { ExecutionRow, HopRow } from "../../engine/journal.ts";
import type { Ports } from "../../engine/worker-options.ts";
import type { Condition } from "./condition.ts";

/** The home that is meant: without a stack, that of this project. */
export interface Where {
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
}

export interface OperatedHome extends Ports {
  /** In sentences: `.orchwits`, or `stack cafe`. */
  readonly shown: string;
  /** The options that make a command mean this home. */
  readonly words: readonly string[];
  /** Why nothing is found where nothing is. */
  readonly empty: string;
  /** How many executions are looked through where that costs time and money; all where it doesn't. */
  readonly mostSearched: number | undefined;
  /** Whether somebody else goes on with executions, so that this machine need not. */
  readonly runsItself: boolean;
  /** Looks at what goes on, once. */
  conditions(execution?: string): (row: ExecutionRow, last: HopRow | undefined) => Condition;
  close(): void;
}

/** The condition of one execution. */
export async function readCondition(home: OperatedHome, row: ExecutionRow): Promise<Condition> {
  return home.conditions(row.execution)(row, await home.journal.readLastHop(row.execution, ""));
}

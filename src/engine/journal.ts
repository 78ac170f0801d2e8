/**
 * The port for the journal: the durable record of executions. Every write concerns a single row and is conditional on that row alone, so
 * that it is one conditional write in DynamoDB as in SQLite. Rows are small: they hold updates, never whole states.
 */
import type { StoredState, StoredValue } from "../model/message.ts";
import type { ErrorReport } from "./error-report.ts";

/** Where an execution stands. What the row says may lag behind its hops by one crash; a redelivery brings it up to date. */
export type ExecutionStatus = "running" | "completed" | "failed" | "cancelled";

/** The row of an execution. */
export interface ExecutionRow {
  readonly execution: string;
  /** The name of the class. */
  readonly pipeline: string;
  /** What finds the class again: a source file and class locally, a stack on AWS. */
  readonly source: string;
  /** The hash of the graph that it began with, null where none was known. */
  readonly graph: string | null;
  readonly input: StoredState;
  readonly status: ExecutionStatus;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly result?: StoredValue;
  readonly error?: ErrorReport;
  /** The step that it begins with, where that is not `start`. */
  readonly from?: string;
  /** The hop of the trunk that the status follows from; absent at the beginning, which counts as -1. */
  readonly statusHop?: number;
}

/** Identifies a hop: one row. */
export interface HopKey {
  readonly execution: string;
  readonly branch: string;
  readonly hop: number;
}

/** How a hop ended: with an outcome that was taken, once and for all. */
export type Completion =
  | {
      readonly kind: "next";
      readonly to: string;
      /** What it set, large values as references. */
      readonly set: StoredState;
      /** Every key that was in the state and is not any more: dropped by the step, or not live for what comes next. */
      readonly dropped: readonly string[];
      readonly afterMilliseconds: number;
    }
  | { readonly kind: "done"; readonly result?: StoredValue }
  | { readonly kind: "failed"; readonly error: ErrorReport };

/** Why an attempt failed that another follows. */
export interface AttemptFailure {
  readonly attempt: number;
  readonly at: number;
  readonly error: ErrorReport;
}

/** The row of a hop. */
export interface HopRow extends HopKey {
  readonly step: string;
  /** The attempt that is running or comes next. */
  readonly attempt: number;
  /** `claimed`: someone runs it, until the lease is over. `waiting`: it failed and runs again. `ended`: its outcome was taken. */
  readonly status: "claimed" | "waiting" | "ended" | "cancelled";
  readonly startedAt: number;
  readonly endedAt?: number;
  /** Who runs it, for people. */
  readonly owner?: string;
  /** Fences off whoever held the claim before. */
  readonly token?: string;
  readonly leaseUntil?: number;
  /** When a waiting hop runs again. */
  readonly retryAt?: number;
  readonly completion?: Completion;
  /** The last failures, oldest first; at most ten are kept. */
  readonly failures: readonly AttemptFailure[];
  /** The whole state that it began with, in rows written by {@link Journal.append} only. */
  readonly state?: StoredState;
}

export interface ClaimRequest extends HopKey {
  readonly step: string;
  readonly attempt: number;
  /** Unique to this claim. */
  readonly token: string;
  readonly owner: string;
  readonly now: number;
  readonly leaseUntil: number;
}

/**
 * `granted`: ours until the lease is over. `row`: it is not; the row says why.
 *
 * A claim is granted when there is no row, when the row is waiting for exactly this attempt, or when it is claimed for this attempt and
 * the lease is over by `now`.
 */
export type Claim = { readonly granted: true } | { readonly granted: false; readonly row: HopRow };

/** What {@link Journal.list} selects. */
export interface ExecutionFilter {
  readonly status?: ExecutionStatus;
  readonly pipeline?: string;
  /** Only executions started before, in milliseconds since 1970. */
  readonly startedBefore?: number;
  /** At most so many, newest first. */
  readonly limit?: number;
}

/** What goes with a status. */
export interface StatusDetails {
  readonly now: number;
  /** The hop that the status follows from: becomes the row's `statusHop`. */
  readonly hop: number;
  readonly result?: StoredValue;
  readonly error?: ErrorReport;
}

/** What a hop needs of the durable record. Any error it throws means "not known to be written": the message is delivered again. */
export interface HopJournal {
  claim(request: ClaimRequest): Promise<Claim>;
  /** Moves the end of a lease, while the token is still the row's. */
  renew(key: HopKey, token: string, leaseUntil: number): Promise<boolean>;
  /** Ends a claimed hop with its outcome. False, and nothing written, when the token is not the row's any more or the hop is not claimed. */
  complete(key: HopKey, token: string, completion: Completion, now: number): Promise<boolean>;
  /** Lets a claimed hop wait for its next attempt, which becomes the row's `attempt`. False, and nothing written, as above. */
  postpone(key: HopKey, token: string, failure: AttemptFailure, retryAt: number): Promise<boolean>;
  /**
   * Moves the execution's row from `from` to a status, with the end, result and error that belong to it and no others. False, and nothing
   * written, when its status is another or follows from the same or a later hop (`statusHop >= hop`): whoever was held up on the way here
   * must not undo a resumption.
   */
  setStatus(execution: string, from: readonly ExecutionStatus[], to: ExecutionStatus, details: StatusDetails): Promise<boolean>;
  readHop(key: HopKey): Promise<HopRow | undefined>;
}

/** What workers need of it, who also start executions and hand their input to steps. */
export interface WorkerJournal extends HopJournal {
  /** Writes the row unless there is one: starting twice with one id starts once. Gives the row that is there. */
  begin(row: ExecutionRow): Promise<{ readonly began: boolean; readonly row: ExecutionRow }>;
  readExecution(execution: string): Promise<ExecutionRow | undefined>;
}

/** The durable record, for workers and for whoever operates them. */
export interface Journal extends WorkerJournal {
  /** Ends a hop that is claimed or waiting, or writes it as cancelled where there is no row yet. False when it has ended. */
  cancelHop(key: HopKey & { readonly step: string }, now: number): Promise<boolean>;
  /** Writes a hop that ended without running, such as a resumption, unless there is a row. */
  append(row: HopRow): Promise<boolean>;
  /** The last hop of a branch. */
  readLastHop(execution: string, branch: string): Promise<HopRow | undefined>;
  /** All hops of an execution, by branch and hop. */
  readHops(execution: string): AsyncIterable<HopRow>;
  list(filter: ExecutionFilter): Promise<readonly ExecutionRow[]>;
  /** Removes an execution and its hops, if it has ended. */
  remove(execution: string): Promise<boolean>;
}

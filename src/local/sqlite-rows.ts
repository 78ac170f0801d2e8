/** The journal's rows as SQLite's columns, and back. */
import type { ExecutionRow, HopRow } from "../engine/journal.ts";

/** What `node:sqlite` gives for a row. */
export type Columns = Readonly<Record<string, unknown>>;

export const executionColumns =
  "execution, pipeline, source, graph, input, status, started_at, ended_at, result, error, from_step, status_hop";

export const hopColumns = "step, attempt, status, started_at, ended_at, owner, token, lease_until, retry_at, completion, failures, state";

/** The id of a hop, in a row of its branch. */
export const hopId = "(branches.id << 32) + ?";

/** What is read of a hop, in a row of it joined to one of its branch. */
export const keyedHopColumns = `execution, branch, hops.id & 0xffffffff AS hop, ${hopColumns}`;

/** Absent as NULL, anything else as JSON: a value that is null stays one. */
export function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

export function toExecutionRow(columns: Columns): ExecutionRow {
  const { execution, pipeline, source, graph, input, status, started_at, ended_at, result, error, from_step, status_hop } = columns;
  return {
    execution,
    pipeline,
    source,
    graph,
    input: JSON.parse(input as string),
    status,
    startedAt: started_at,
    ...(ended_at !== null && { endedAt: ended_at }),
    ...(result !== null && { result: JSON.parse(result as string) }),
    ...(error !== null && { error: JSON.parse(error as string) }),
    ...(from_step !== null && { from: from_step }),
    ...(status_hop !== -1 && { statusHop: status_hop }),
  } as ExecutionRow;
}

export function toHopRow(columns: Columns): HopRow {
  const { execution, branch, hop, step, attempt, status, started_at, ended_at, owner, token, lease_until, retry_at } = columns;
  const { completion, failures, state } = columns;
  return {
    execution,
    branch,
    hop,
    step,
    attempt,
    status,
    startedAt: started_at,
    ...(ended_at !== null && { endedAt: ended_at }),
    ...(owner !== null && { owner }),
    ...(token !== null && { token }),
    ...(lease_until !== null && { leaseUntil: lease_until }),
    ...(retry_at !== null && { retryAt: retry_at }),
    ...(completion !== null && { completion: JSON.parse(completion as string) }),
    failures: failures === null ? [] : JSON.parse(failures as string),
    ...(state !== null && { state: JSON.parse(state as string) }),
  } as HopRow;
}

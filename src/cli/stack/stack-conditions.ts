/** Conditions of executions on AWS: nobody can be asked what is on its way there, so that leases and times have to tell. */
import type { ExecutionRow, HopRow } from "../../engine/journal.ts";
import type { Condition } from "../operate/condition.ts";
import { waitsUntil } from "../operate/local-conditions.ts";

/**
 * A function that dies is invoked again after 1 and after 2 minutes (Lambda developer guide, "Asynchronous invocation"), and what outlives
 * that goes through the dead-letter queue: after this time, nothing is to be expected any more.
 */
const recoveryMilliseconds = 15 * 60_000;

export function stackConditionOf(row: ExecutionRow, last: HopRow | undefined, now: number): Condition {
  if (row.status !== "running") return { name: row.status };
  const overdue = (since: number) => now - since > recoveryMilliseconds;
  if (!last) return { name: overdue(row.startedAt) ? "interrupted" : "queued" };
  const until = waitsUntil(last);
  if (until !== undefined && until > now) return { name: "waiting", until };
  if (last.status === "claimed") {
    const leaseUntil = last.leaseUntil ?? last.startedAt;
    if (leaseUntil > now) return { name: "running", owner: last.owner };
    return { name: overdue(leaseUntil) ? "interrupted" : "recovering" };
  }
  // Its message is on its way.
  return { name: overdue(until ?? last.endedAt ?? last.startedAt) ? "interrupted" : "running" };
}

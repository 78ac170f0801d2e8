/** What becomes of an execution at this moment: the journal says that it has not ended, its messages say whether anybody works on it. */
import type { ExecutionRow, HopRow } from "../../engine/journal.ts";
import type { LocalHome } from "../../local/local-home.ts";
import type { Standing } from "../../local/sqlite-dispatcher.ts";

/**
 * `queued`: nobody has begun it. `running`: a process works on it. `waiting`: for a time. `interrupted`: whoever worked on it has stopped.
 */
export const conditions = ["queued", "running", "waiting", "interrupted", "completed", "failed", "cancelled"] as const;

export type ConditionName = (typeof conditions)[number];

export interface Condition {
  readonly name: ConditionName;
  /** The process that works on it. */
  readonly owner?: string;
  /** What it waits for, in milliseconds since 1970. */
  readonly until?: number;
}

/** Tells conditions from one look at the messages of all executions. */
export function readConditions(home: LocalHome): (row: ExecutionRow, last: HopRow | undefined) => Condition {
  const standings = new Map(home.dispatcher.standing().map((standing) => [standing.execution, standing]));
  return (row, last) => conditionOf(row, last, standings.get(row.execution), home.clock.now());
}

/** The condition of one execution. */
export async function readCondition(home: LocalHome, row: ExecutionRow): Promise<Condition> {
  const last = await home.journal.readLastHop(row.execution, "");
  return conditionOf(row, last, home.dispatcher.standing(row.execution)[0], home.clock.now());
}

function conditionOf({ status }: ExecutionRow, last: HopRow | undefined, standing: Standing | undefined, now: number): Condition {
  if (status !== "running") return { name: status };
  if (standing?.owner !== undefined) return { name: "running", owner: standing.owner };
  if (!last) return { name: "queued" };
  const until = waitsUntil(last);
  if (until !== undefined && standing) return { name: "waiting", until: Math.max(until, standing.at > now ? standing.at : 0) };
  return { name: "interrupted" };
}

function waitsUntil({ status, retryAt, completion, endedAt = 0 }: HopRow): number | undefined {
  if (status === "waiting") return retryAt;
  if (completion?.kind === "next" && completion.afterMilliseconds > 0) return endedAt + completion.afterMilliseconds;
  return undefined;
}

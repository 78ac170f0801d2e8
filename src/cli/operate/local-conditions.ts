/** Conditions of executions on this machine: their messages say whether a process works on them. */
import type { ExecutionRow, HopRow } from "../../engine/journal.ts";
import type { LocalHome } from "../../local/local-home.ts";
import type { Standing } from "../../local/sqlite-dispatcher.ts";
import type { Condition } from "./condition.ts";

/** Tells conditions from one look at the messages of one execution, or of all. */
export function readLocalConditions(home: LocalHome, execution?: string): (row: ExecutionRow, last: HopRow | undefined) => Condition {
  const standings = new Map(home.dispatcher.standing(execution).map((standing) => [standing.execution, standing]));
  return (row, last) => conditionOf(row, last, standings.get(row.execution), home.clock.now());
}

function conditionOf({ status }: ExecutionRow, last: HopRow | undefined, standing: Standing | undefined, now: number): Condition {
  if (status !== "running") return { name: status };
  if (standing?.owner !== undefined) return { name: "running", owner: standing.owner };
  if (!last) return { name: "queued" };
  const until = waitsUntil(last);
  if (until !== undefined && standing) return { name: "waiting", until: Math.max(until, standing.at > now ? standing.at : 0) };
  return { name: "interrupted" };
}

/** When a hop, or the one after it, is to run; undefined where that is at once. */
export function waitsUntil({ status, retryAt, completion, endedAt = 0 }: HopRow): number | undefined {
  if (status === "waiting") return retryAt;
  if (completion?.kind === "next" && completion.afterMilliseconds > 0) return endedAt + completion.afterMilliseconds;
  return undefined;
}
